import type { DatabaseSync } from 'node:sqlite';
import type { WorkHint } from '../../ports/queue.ts';
import { TenantryError } from '../../tenant/errors.ts';
import { commit } from './commit.ts';
import type { DeadLetter } from './dead-letter.ts';
import type { QueueLimits } from './queue-limits.ts';
import { numberIn, type Row, textIn } from './row.ts';
import { createStatements, type Statements } from './statements.ts';

const fullRetryAfterMs = 5_000;

/** One delivery of a hint; `attempts` counts it and so names it. */
export interface Delivery {
  readonly id: number;
  readonly tenantId: string;
  readonly json: string;
  readonly attempts: number;
  readonly publishedAtMs: number;
}

/** The queue's tables. Each call is one commit; times are milliseconds since the epoch. */
export interface HintTable {
  /** Stores the hint, unless one for this tenant waits that nobody has received yet. */
  publish(hint: WorkHint, nowMs: number): void;
  /** Takes up to `count` hints whose time has come, the oldest first. */
  lease(count: number, nowMs: number): Leased;
  /** When the next hint's time comes, undefined when there is none. */
  nextVisibleAtMs(): number | undefined;
  /** Sets when the hint is delivered again, unless it has been meanwhile. */
  postpone(delivery: Delivery, untilMs: number): void;
  acknowledge(delivery: Delivery): void;
  /** Makes the hint a dead letter. */
  bury(delivery: Delivery, burial: Burial): void;
  /** The newest first. */
  listDeadLetters(limit: number): readonly DeadLetter[];
}

/** What one look into the queue brought. */
interface Leased {
  readonly deliveries: readonly Delivery[];
  /** Hints that became dead letters because their last delivery never ended. */
  readonly buried: readonly Delivery[];
}

interface Burial {
  readonly reason: string;
  readonly nowMs: number;
}

/** Why a hint is dead whose deliveries neither succeeded nor failed. */
export const neverEnded = 'The last delivery did not end: its process died or stood still';

export function createHintTable(database: DatabaseSync, limits: QueueLimits): HintTable {
  const statements = createStatements(database);
  return {
    publish: (hint, nowMs) => {
      // It is delivered after this look, so after what this hint announces: it says the same.
      if (isWaiting(statements, hint)) return;
      commit(database, () => insertHint(statements, { hint, nowMs, hintsMax: limits.hintsMax }));
    },
    lease: (count, nowMs) => {
      if (visibleHints(statements, 1, nowMs).length === 0) return { deliveries: [], buried: [] };
      return commit(database, () => lease(statements, limits, { count, nowMs }));
    },
    nextVisibleAtMs: () => {
      const row = statements('SELECT min(visible_at_ms) AS at FROM hints').get();
      return row === undefined || row['at'] === null ? undefined : numberIn(row, 'at');
    },
    postpone: (delivery, untilMs) => postpone(statements, delivery, untilMs),
    acknowledge: ({ id }) => {
      // Also when the lease has run out: the handler has done what the hint asked for.
      statements('DELETE FROM hints WHERE id = ?').run(id);
    },
    bury: (delivery, burial) => commit(database, () => bury(statements, delivery, burial)),
    listDeadLetters: (limit) => listDeadLetters(statements, limit),
  };
}

function isWaiting(statements: Statements, { tenant_id }: WorkHint): boolean {
  const select = statements('SELECT 1 FROM hints WHERE tenant_id = ? AND attempts = 0');
  return select.get(tenant_id) !== undefined;
}

interface NewHint {
  readonly hint: WorkHint;
  readonly nowMs: number;
  readonly hintsMax: number;
}

function insertHint(statements: Statements, { hint, nowMs, hintsMax }: NewHint): void {
  const counter = statements("SELECT value FROM counters WHERE name = 'hints'").get();
  if (counter !== undefined && numberIn(counter, 'value') >= hintsMax) {
    throw new TenantryError(
      'queue_unavailable',
      `Cannot publish a hint: the queue is full (${hintsMax} hints)`,
      { retryAfterMs: fullRetryAfterMs },
    );
  }
  statements(
    `INSERT INTO hints (tenant_id, json, attempts, visible_at_ms, published_at_ms)
     VALUES (?, ?, 0, ?, ?) ON CONFLICT (tenant_id) WHERE attempts = 0 DO NOTHING`,
  ).run(hint.tenant_id, JSON.stringify(hint), nowMs, nowMs);
}

function visibleHints(statements: Statements, count: number, nowMs: number): readonly Row[] {
  return statements(
    'SELECT * FROM hints WHERE visible_at_ms <= ? ORDER BY visible_at_ms, id LIMIT ?',
  ).all(nowMs, count);
}

interface LeaseRequest {
  readonly count: number;
  readonly nowMs: number;
}

function lease(statements: Statements, limits: QueueLimits, request: LeaseRequest): Leased {
  const { count, nowMs } = request;
  const hints = visibleHints(statements, count, nowMs).map(deliveryIn);
  const buried = hints.filter(({ attempts }) => attempts >= limits.attemptsMax);
  for (const hint of buried) bury(statements, hint, { reason: neverEnded, nowMs });
  const take = statements('UPDATE hints SET attempts = ?, visible_at_ms = ? WHERE id = ?');
  const deliveries = hints
    .filter((hint) => !buried.includes(hint))
    .map((hint) => ({ ...hint, attempts: hint.attempts + 1 }));
  for (const { id, attempts } of deliveries) take.run(attempts, nowMs + limits.leaseMs, id);
  return { deliveries, buried };
}

function deliveryIn(row: Row): Delivery {
  return {
    id: numberIn(row, 'id'),
    tenantId: textIn(row, 'tenant_id'),
    json: textIn(row, 'json'),
    attempts: numberIn(row, 'attempts'),
    publishedAtMs: numberIn(row, 'published_at_ms'),
  };
}

function postpone(statements: Statements, { id, attempts }: Delivery, untilMs: number): void {
  // Another number of attempts: the lease ran out and the hint is someone else's now.
  statements('UPDATE hints SET visible_at_ms = ? WHERE id = ? AND attempts = ?').run(
    untilMs,
    id,
    attempts,
  );
}

/** One dead letter per tenant, so that they cannot outgrow the tenants. */
function bury(statements: Statements, delivery: Delivery, { reason, nowMs }: Burial): void {
  const { id, tenantId, json, attempts, publishedAtMs } = delivery;
  const { changes } = statements('DELETE FROM hints WHERE id = ?').run(id);
  if (changes === 0) return;
  statements(
    `INSERT INTO dead_letters (tenant_id, json, times, attempts, reason, published_at_ms, died_at_ms)
     VALUES (?, ?, 1, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET json = excluded.json, times = times + 1,
       attempts = excluded.attempts, reason = excluded.reason,
       published_at_ms = excluded.published_at_ms, died_at_ms = excluded.died_at_ms`,
  ).run(tenantId, json, attempts, reason, publishedAtMs, nowMs);
}

function listDeadLetters(statements: Statements, limit: number): readonly DeadLetter[] {
  return statements('SELECT * FROM dead_letters ORDER BY died_at_ms DESC, tenant_id DESC LIMIT ?')
    .all(limit)
    .map((row) => ({
      tenant_id: textIn(row, 'tenant_id'),
      times: numberIn(row, 'times'),
      attempts: numberIn(row, 'attempts'),
      reason: textIn(row, 'reason'),
      published_at: new Date(numberIn(row, 'published_at_ms')).toISOString(),
      died_at: new Date(numberIn(row, 'died_at_ms')).toISOString(),
    }));
}
