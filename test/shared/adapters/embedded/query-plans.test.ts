import type { DatabaseSync } from 'node:sqlite';
import { expect, it, vi } from 'vitest';
import { createEmbeddedQueue } from '../../../../shared/adapters/embedded/create-embedded-queue.ts';
import { createEmbeddedStore } from '../../../../shared/adapters/embedded/create-embedded-store.ts';
import { openDatabase } from '../../../../shared/adapters/embedded/open-database.ts';
import type { WorkHint } from '../../../../shared/ports/queue.ts';
import type { NewDeadLetter } from '../../../../shared/tenant/dead-letter.ts';
import { aHint } from '../../../builders/a-hint.ts';
import { aTenant } from '../../../builders/a-tenant.ts';
import { anEvent } from '../../../builders/an-event.ts';
import { anIdempotencyRecord } from '../../../builders/an-idempotency-record.ts';
import { anOperation } from '../../../builders/an-operation.ts';

it('no statement of the store or the queue walks a table or sorts', async () => {
  const database = openDatabase(':memory:');
  const statements = recordStatements(database);
  await useStore(database);
  await useQueue(database);

  const plans = [...statements].map((sql) => ({ sql, plan: planOf(database, sql) }));

  const slow = plans.filter(({ plan }) =>
    /\bSCAN (documents|document|list_entries|entry|other|hints)\b|TEMP B-TREE/.test(plan),
  );
  expect(slow).toEqual([]);
  // A check of nothing would pass too.
  expect(plans.filter(({ plan }) => plan.includes('SEARCH')).length).toBeGreaterThan(15);
  database.close();
});

function recordStatements(database: DatabaseSync): ReadonlySet<string> {
  const statements = new Set<string>();
  const prepare = database.prepare.bind(database);
  database.prepare = (sql) => {
    statements.add(sql);
    return prepare(sql);
  };
  return statements;
}

function planOf(database: DatabaseSync, sql: string): string {
  return database
    .prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .all()
    .map(({ detail }) => String(detail))
    .join('; ');
}

async function useStore(database: DatabaseSync): Promise<void> {
  const store = createEmbeddedStore(database, { clock: { now: Date.now } });
  await store.transact(async (tx) => {
    await tx.get('tenants', 'a');
    tx.create('tenants', 'a', aTenant({ id: 'a', due: tx.now() }));
    tx.put('operations', 'o', anOperation());
    tx.put('events', 'a/1', anEvent());
    tx.put('idempotency', 'expired', anIdempotencyRecord());
  });
  await store.transact(async (tx) => {
    tx.remove('tenants', 'a');
    tx.put('idempotency', 'i', anIdempotencyRecord());
  });
  const after = { value: '', id: '' };
  const filters = { organizationId: 'o', product: 'p', labelPair: 'a=b' };
  for (const sort of ['created_at', '-created_at', 'slug'] as const) {
    await store.listTenants({ limit: 1, sort });
    await store.listTenants({ limit: 1, sort, after, ...filters });
  }
  await store.listTenants({ limit: 1, sort: 'slug', slugPrefix: 'a', after });
  await store.listOperations('a', { limit: 1 });
  await store.listEvents('a', { limit: 1, after });
  await store.listRevisions('a', { limit: 1, after });
  await store.listDeadLetters({ limit: 1, state: 'open', after });
  await store.listApiKeys({ limit: 1 });
  await store.listDue(1);
  await store.waitForChange({ tenantId: 'a', sinceRecordVersion: 0, timeoutMs: 1 });
  await store.ping();
}

async function useQueue(database: DatabaseSync): Promise<void> {
  const queue = createEmbeddedQueue(database, {
    clock: { now: Date.now },
    random: () => 0,
    limits: { attemptsMax: 2, backoffMsFirst: 1 },
  });
  const received: string[] = [];
  const dead: string[] = [];
  const handlers = {
    onHint: async ({ tenant_id }: WorkHint) => {
      received.push(tenant_id);
      if (tenant_id === 'bad') throw new Error('Cannot handle it');
    },
    onDeadLetter: async ({ id }: NewDeadLetter) => void dead.push(id),
  };
  const consumer = queue.startConsumer(handlers, { concurrency: 1 });
  await queue.publish(aHint('bad'));
  await queue.publish(aHint('good'));
  await vi.waitFor(() => expect(dead).toEqual(['hint-bad']));
  await vi.waitFor(() => expect(received).toContain('good'));
  await consumer.stop();
}
