import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createEmbeddedQueue } from '../../../../shared/adapters/embedded/create-embedded-queue.ts';
import { createEmbeddedStore } from '../../../../shared/adapters/embedded/create-embedded-store.ts';
import { openDatabase } from '../../../../shared/adapters/embedded/open-database.ts';
import type { QueueLimits } from '../../../../shared/adapters/embedded/queue-limits.ts';
import type { NewDeadLetter } from '../../../../shared/tenant/dead-letter.ts';
import { TenantryError } from '../../../../shared/tenant/errors.ts';
import { aHint } from '../../../builders/a-hint.ts';
import { queueContract } from '../../../contracts/queue.contract.ts';
import { createSilentLogger } from '../../../fakes/silent-logger.ts';
import { type EmbeddedQueueUnderTest, openEmbeddedQueue } from './open-embedded-queue.ts';

queueContract('createEmbeddedQueue()', async () => openEmbeddedQueue());

describe('createEmbeddedQueue()', () => {
  let opened: EmbeddedQueueUnderTest | undefined;
  const open = (limits: Partial<QueueLimits> = {}) => {
    opened = openEmbeddedQueue(limits);
    return opened;
  };
  afterEach(async () => {
    await opened?.close();
  });

  it('delivers at once, without waiting for a poll', async () => {
    const { queue, consume } = open({ pollMs: 60_000 });
    const handled = Promise.withResolvers<number>();
    await consume(async () => handled.resolve(performance.now()), 1);
    await pause(20);

    const publishedAt = performance.now();
    await queue.publish(aHint('a'));

    expect((await handled.promise) - publishedAt).toBeLessThan(10_000);
  });

  it('runs as many deliveries at a time as it may, and no more', async () => {
    const { queue, consume } = open();
    const running = { now: 0, most: 0, ended: 0 };
    await consume(async () => {
      running.now += 1;
      running.most = Math.max(running.most, running.now);
      await pause(20);
      running.now -= 1;
      running.ended += 1;
    }, 3);

    for (let index = 0; index < 12; index += 1) await queue.publish(aHint(`tenant-${index}`));

    await vi.waitFor(() => expect(running.ended).toBe(12), { timeout: 8_000 });
    expect(running.most).toBe(3);
  });

  it('keeps with a dead letter why its last delivery failed', async () => {
    const { queue, consume, listDeadLetters } = open();
    await consume(async () => {
      throw new TenantryError('store_unavailable', 'Cannot read: the disk is gone');
    });

    await queue.publish(aHint('poison'));

    const message = expect.stringContaining('store_unavailable: Cannot read: the disk is gone');
    const reason = { code: 'not_processed', message };
    await vi.waitFor(async () => expect(await listDeadLetters()).toMatchObject([{ reason }]));
  });

  it('ends what it has begun before it stops', async () => {
    const { queue, consume } = open();
    const steps: string[] = [];
    const stop = await consume(async () => {
      steps.push('begun');
      await pause(50);
      steps.push('ended');
    });
    await queue.publish(aHint('a'));
    await vi.waitFor(() => expect(steps).toEqual(['begun']), { timeout: 8_000 });

    await stop();

    expect(steps).toEqual(['begun', 'ended']);
  });

  it('finds what another process published at the next poll', async () => {
    const { consume, path } = open({ pollMs: 20 });
    const received: string[] = [];
    await consume(async (hint) => void received.push(hint.tenant_id), 1);
    const elsewhere = openDatabase(path);
    const parts = { clock: { now: Date.now }, random: Math.random };

    await createEmbeddedQueue(elsewhere, parts).publish(aHint('a'));

    await vi.waitFor(() => expect(received).toEqual(['a']), { timeout: 2_000 });
    elsewhere.close();
  });

  it('delivers a hint once when all goes well', async () => {
    const { queue, consume } = open({ pollMs: 5, leaseMs: 50 });
    let deliveries = 0;
    await consume(async () => {
      deliveries += 1;
    }, 4);

    await queue.publish(aHint('a'));

    await pause(200);
    expect(deliveries).toBe(1);
  });

  it('makes one delivery of hints that pile up for one tenant', async () => {
    const { queue, consume } = open();
    for (let index = 0; index < 5; index += 1) await queue.publish(aHint('a'));
    const received: string[] = [];

    await consume(async (hint) => void received.push(hint.tenant_id), 1);
    await queue.publish(aHint('end'));

    await vi.waitFor(() => expect(received).toEqual(['a', 'end']));
  });

  it('delivers new news at once although an older hint for the tenant is held back', async () => {
    const { queue, consume } = open({ backoffMsFirst: 60_000 });
    let deliveries = 0;
    await consume(async () => {
      deliveries += 1;
      if (deliveries === 1) throw new Error('Cannot handle it yet');
    }, 1);
    await queue.publish(aHint('a'));
    await vi.waitFor(() => expect(deliveries).toBe(1));

    await queue.publish(aHint('a'));

    await vi.waitFor(() => expect(deliveries).toBe(2));
  });

  it('survives closing and opening the file', async () => {
    const { queue, database, path } = open();
    await queue.publish(aHint('a'));
    database.close();
    const reopened = openDatabase(path);
    const parts = { clock: { now: Date.now }, random: Math.random };
    const received: string[] = [];

    const consumer = createEmbeddedQueue(reopened, parts).startConsumer(
      { onHint: async (hint) => void received.push(hint.tenant_id), onDeadLetter },
      { concurrency: 1 },
    );

    await vi.waitFor(() => expect(received).toEqual(['a']));
    await consumer.stop();
    reopened.close();
  });

  it('renews the lease of a delivery that takes longer', async () => {
    const { queue, consume } = open({ leaseMs: 400, pollMs: 5 });
    let deliveries = 0;
    await consume(async () => {
      deliveries += 1;
      await pause(1_000);
    }, 2);

    await queue.publish(aHint('a'));

    await pause(1_100);
    expect(deliveries).toBe(1);
  });

  it('delivers again what a process that is gone had begun', async () => {
    const { queue, consume, database } = open({ pollMs: 5 });
    await queue.publish(aHint('a'));
    // What a process leaves behind that dies in the middle: a lease that nobody renews.
    const leaseEnd = Date.now() + 200;
    database.exec(`UPDATE hints SET attempts = 1, visible_at_ms = ${leaseEnd}`);
    const receivedAt: number[] = [];

    await consume(async () => void receivedAt.push(Date.now()), 1);

    await vi.waitFor(() => expect(receivedAt).toHaveLength(1), { timeout: 2_000 });
    expect(receivedAt[0]).toBeGreaterThanOrEqual(leaseEnd);
  });

  it('gives up a hint whose deliveries never end because the process dies each time', async () => {
    const { queue, consume, database, listDeadLetters } = open();
    await queue.publish(aHint('killer'));
    database.exec('UPDATE hints SET attempts = 3, visible_at_ms = 0');
    const received: string[] = [];

    await consume(async (hint) => void received.push(hint.tenant_id), 1);
    await queue.publish(aHint('next'));

    await vi.waitFor(() => expect(received).toEqual(['next']));
    const reason = { code: 'not_processed', message: expect.stringContaining('died') };
    await expect(listDeadLetters()).resolves.toMatchObject([
      { tenant_id: 'killer', attempts: 3, reason },
    ]);
  });

  it('ends a delivery that hangs, and delivers again', async () => {
    const { queue, consume } = open({ deliveryMs: 30 });
    let deliveries = 0;
    await consume(async () => {
      deliveries += 1;
      if (deliveries === 1) await new Promise(() => undefined);
    }, 1);

    await queue.publish(aHint('a'));

    await vi.waitFor(() => expect(deliveries).toBe(2), { timeout: 2_000 });
  });

  it('waits as long as the failed call asked for', async () => {
    const { queue, consume } = open();
    const times: number[] = [];
    await consume(async () => {
      times.push(performance.now());
      if (times.length > 1) return;
      throw new TenantryError('busy', 'Cannot go on: busy', { retryAfterMs: 200 });
    }, 1);

    await queue.publish(aHint('a'));

    await vi.waitFor(() => expect(times).toHaveLength(2), { timeout: 2_000 });
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(190);
  });

  it('does not write into a dead letter what an unexpected error says', async () => {
    const { queue, consume, listDeadLetters } = open({ attemptsMax: 1 });
    await consume(async () => {
      throw new RangeError('hunter2');
    }, 1);

    await queue.publish(aHint('a'));

    await vi.waitFor(async () => expect(await listDeadLetters()).toHaveLength(1));
    const [letter] = await listDeadLetters();
    expect(letter?.reason.message).toContain('Unexpected RangeError');
    expect(JSON.stringify(letter)).not.toContain('hunter2');
  });

  it('keeps one dead letter per tenant, open again when a later hint dies too', async () => {
    const { queue, consume, listDeadLetters, database } = open({ attemptsMax: 1 });
    await consume(async () => {
      throw new Error('Cannot handle it');
    }, 1);
    await queue.publish(aHint('a'));
    await vi.waitFor(async () => expect(await listDeadLetters()).toHaveLength(1));
    const { store, id, letter } = await firstLetter(database);
    const settled_at = new Date().toISOString();
    await store.transact(async (tx) =>
      tx.put('dead_letters', id, { ...letter, state: 'discarded', settled_at }),
    );
    await pause(5);

    await queue.publish(aHint('a'));

    await vi.waitFor(async () =>
      expect(await listDeadLetters()).toMatchObject([{ tenant_id: 'a', state: 'open' }]),
    );
  });

  it('brings a dead letter again that could not be kept', async () => {
    const { queue } = open({ attemptsMax: 1, leaseMs: 30, pollMs: 5 });
    const letters: NewDeadLetter[] = [];
    const handlers = {
      onHint: async () => {
        throw new Error('Cannot handle it');
      },
      onDeadLetter: async (letter: NewDeadLetter) => {
        letters.push(letter);
        if (letters.length < 3) throw new TenantryError('store_unavailable', 'Cannot commit');
      },
    };
    const consumer = queue.startConsumer(handlers, { concurrency: 1 });

    await queue.publish(aHint('a'));

    await vi.waitFor(() => expect(letters).toHaveLength(3), { timeout: 5_000 });
    await pause(100);
    await consumer.stop();
    expect(letters.map(({ id }) => id)).toEqual(Array(3).fill('hint-a'));
  });

  it('makes a stored hint of a newer schema a dead letter without handing it out', async () => {
    const { queue, consume, database, listDeadLetters } = open({ attemptsMax: 1 });
    await queue.publish(aHint('a'));
    database.exec(`UPDATE hints SET json = '{"schema":2}'`);
    let deliveries = 0;

    await consume(async () => {
      deliveries += 1;
    }, 1);

    await vi.waitFor(async () =>
      expect(await listDeadLetters()).toMatchObject([
        { tenant_id: 'a', reason: { code: 'unknown_schema' } },
      ]),
    );
    expect(deliveries).toBe(0);
  });

  it('refuses a hint when it is full, and takes one again when there is room', async () => {
    const { queue, consume } = open({ hintsMax: 2 });
    await queue.publish(aHint('a'));
    await queue.publish(aHint('b'));

    await expect(queue.publish(aHint('c'))).rejects.toMatchObject({
      code: 'queue_unavailable',
      retryAfterMs: expect.any(Number),
    });
    await expect(queue.publish(aHint('b'))).resolves.toBeUndefined();

    const received = new Set<string>();
    await consume(async (hint) => void received.add(hint.tenant_id), 1);
    await vi.waitFor(async () => {
      await queue.publish(aHint('c'));
      expect(received).toEqual(new Set(['a', 'b', 'c']));
    });
  });

  it('goes on by itself after the database was locked for a while', async () => {
    const { queue, database, path } = open();
    const logger = createSilentLogger();
    await queue.publish(aHint('a'));
    database.exec('PRAGMA busy_timeout = 0');
    const elsewhere = openDatabase(path);
    elsewhere.exec('BEGIN IMMEDIATE');
    const impatient = createEmbeddedQueue(database, {
      clock: { now: Date.now },
      random: Math.random,
      logger,
    });
    const received: string[] = [];
    const consumer = impatient.startConsumer(
      { onHint: async (hint) => void received.push(hint.tenant_id), onDeadLetter },
      { concurrency: 1 },
    );
    await vi.waitFor(() => expect(logger.lines).toHaveLength(1));

    elsewhere.exec('ROLLBACK');

    await vi.waitFor(() => expect(received).toEqual(['a']), { timeout: 3_000 });
    expect(logger.lines[0]?.fields['reason']).toBe('Cannot take hints: database is locked');
    await consumer.stop();
    elsewhere.close();
  });

  it('fails with queue_unavailable when the database is closed', async () => {
    const { queue, database } = open();
    database.close();
    const unavailable = { code: 'queue_unavailable', retryAfterMs: expect.any(Number) };

    await expect(queue.publish(aHint('a'))).rejects.toMatchObject(unavailable);
    await expect(queue.ping()).rejects.toMatchObject(unavailable);
  });

  it.each([0, 65, 1.5])('refuses a consumer of %d deliveries at a time', (concurrency) => {
    const { queue } = open();

    const handlers = { onHint: async () => undefined, onDeadLetter };
    expect(() => queue.startConsumer(handlers, { concurrency })).toThrow(RangeError);
  });
});

/** For tests in which no hint dies. */
async function onDeadLetter(): Promise<void> {
  throw new Error('A hint has died');
}

async function firstLetter(database: DatabaseSync) {
  const store = createEmbeddedStore(database, { clock: { now: Date.now } });
  const [letter] = (await store.listDeadLetters({ limit: 1 })).items;
  if (letter === undefined) throw new Error('There is no dead letter');
  return { store, letter, id: letter.id };
}
