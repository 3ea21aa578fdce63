import type { DatabaseSync } from 'node:sqlite';
import type { WorkHint } from '../../ports/queue.ts';
import { TenantryError } from '../../tenant/errors.ts';
import { commit } from './commit.ts';
import type { QueueLimits } from './queue-limits.ts';
import { numberIn, type Row, textIn } from './row.ts';
import { createStatements, type Statements } from './statements.ts';

const fullRetryAfterMs = 5_000;

/** One delivery of a hint; `attempts` counts it and so names it. More than are allowed: to be given up. */
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
  lease(count: number, nowMs: number): readonly Delivery[];
  /** When the next hint's time comes, undefined when there is none. */
  nextVisibleAtMs(): number | undefined;
  /** Sets when the hint is delivered again, unless it has been meanwhile. */
  postpone(delivery: Delivery, untilMs: number): void;
  /** Removes the hint, also when the lease has run out. */
  acknowledge(delivery: Delivery): void;
}

export function createHintTable(database: DatabaseSync, limits: QueueLimits): HintTable {
  const statements = createStatements(database);
  return {
    publish: (hint, nowMs) => {
      // It is delivered after this look, so after what this hint announces: it says the same.
      if (isWaiting(statements, hint)) return;
      commit(database, () => insertHint(statements, { hint, nowMs, hintsMax: limits.hintsMax }));
    },
    lease: (count, nowMs) => {
      if (visibleHints(statements, 1, nowMs).length === 0) return [];
      return commit(database, () => lease(statements, limits, { count, nowMs }));
    },
    nextVisibleAtMs: () => {
      const row = statements('SELECT min(visible_at_ms) AS at FROM hints').get();
      return row === undefined || row['at'] === null ? undefined : numberIn(row, 'at');
    },
    postpone: (delivery, untilMs) => postpone(statements, delivery, untilMs),
    acknowledge: ({ id }) => {
      statements('DELETE FROM hints WHERE id = ?').run(id);
    },
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

function lease(
  statements: Statements,
  limits: QueueLimits,
  { count, nowMs }: LeaseRequest,
): readonly Delivery[] {
  const take = statements('UPDATE hints SET attempts = ?, visible_at_ms = ? WHERE id = ?');
  const deliveries = visibleHints(statements, count, nowMs)
    .map(deliveryIn)
    .map((hint) => ({ ...hint, attempts: hint.attempts + 1 }));
  for (const { id, attempts } of deliveries) take.run(attempts, nowMs + limits.leaseMs, id);
  return deliveries;
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
