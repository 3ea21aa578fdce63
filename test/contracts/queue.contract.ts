import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WorkHint } from '../../shared/ports/queue.ts';
import { TenantryError } from '../../shared/tenant/errors.ts';
import { aHint } from '../builders/a-hint.ts';
import type { QueueUnderTest } from './queue-under-test.ts';

/** Longest time that a delivery may take, emulators included. */
const timeout = 8_000;

/** What every `Queue` promises; `open` gives an empty one for each test. */
export function queueContract(name: string, open: () => Promise<QueueUnderTest>): void {
  describe(`${name} as a Queue`, () => {
    let opened: QueueUnderTest;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(async () => {
      await opened.close();
    });
    const subject = () => opened;
    deliveryContract(subject);
    failureContract(subject);
    stopContract(subject);
  });
}

type Subject = () => QueueUnderTest;

function deliveryContract(subject: Subject): void {
  it('delivers a hint as it was published', async () => {
    const { queue, consume } = subject();
    const received: WorkHint[] = [];
    await consume(async (hint) => void received.push(hint), 1);

    await queue.publish(aHint('a'));

    await vi.waitFor(() => expect(received).toEqual([aHint('a')]), { timeout });
  });

  it('delivers what was published before anybody consumed', async () => {
    const { queue, consume } = subject();
    await queue.publish(aHint('a'));
    const received = new Set<string>();

    await consume(async (hint) => void received.add(hint.tenant_id), 1);

    await vi.waitFor(() => expect(received).toEqual(new Set(['a'])), { timeout });
  });

  it('delivers every one of many hints', async () => {
    const { queue, consume } = subject();
    const ids = Array.from({ length: 200 }, (_, index) => `tenant-${index}`);
    const received = new Set<string>();
    await consume(async (hint) => void received.add(hint.tenant_id), 4);

    await Promise.all(ids.map((id) => queue.publish(aHint(id))));

    await vi.waitFor(() => expect(received).toEqual(new Set(ids)), { timeout });
  });

  it('delivers a hint that is published while one for the same tenant is being handled', async () => {
    const { queue, consume } = subject();
    let world = 'old';
    const seen: string[] = [];
    await consume(async () => {
      seen.push(world);
      if (seen.length > 1) return;
      world = 'new';
      await queue.publish(aHint('a'));
    }, 1);

    await queue.publish(aHint('a'));

    await vi.waitFor(() => expect(seen).toEqual(['old', 'new']), { timeout });
  });

  it('runs as many deliveries at a time as it may, and no more', async () => {
    const { queue, consume } = subject();
    const running = { now: 0, most: 0, ended: 0 };
    await consume(async () => {
      running.now += 1;
      running.most = Math.max(running.most, running.now);
      await pause(20);
      running.now -= 1;
      running.ended += 1;
    }, 3);

    for (let index = 0; index < 12; index += 1) await queue.publish(aHint(`tenant-${index}`));

    await vi.waitFor(() => expect(running.ended).toBeGreaterThanOrEqual(12), { timeout });
    expect(running.most).toBe(3);
  });

  it('answers a ping', async () => {
    await expect(subject().queue.ping()).resolves.toBeUndefined();
  });
}

function failureContract(subject: Subject): void {
  it('delivers a hint again after its handler rejected', async () => {
    const { queue, consume } = subject();
    const received: WorkHint[] = [];
    await consume(async (hint) => {
      received.push(hint);
      if (received.length === 1) throw new Error('Cannot handle it yet');
    }, 1);

    await queue.publish(aHint('a'));

    await vi.waitFor(() => expect(received).toEqual([aHint('a'), aHint('a')]), { timeout });
  });

  it('delivers a hint again after its handler threw before it returned a promise', async () => {
    const { queue, consume } = subject();
    let deliveries = 0;
    await consume((): Promise<void> => {
      deliveries += 1;
      if (deliveries === 1) throw new Error('Cannot handle it yet');
      return Promise.resolve();
    }, 1);

    await queue.publish(aHint('a'));

    await vi.waitFor(() => expect(deliveries).toBe(2), { timeout });
  });

  it('gives a hint up after three deliveries and keeps it with the reason', async () => {
    const { queue, consume, listDeadLetters } = subject();
    let deliveries = 0;
    await consume(async () => {
      deliveries += 1;
      throw new TenantryError('store_unavailable', 'Cannot read: the disk is gone');
    }, 1);

    await queue.publish(aHint('poison'));

    await vi.waitFor(
      async () =>
        expect(await listDeadLetters()).toMatchObject([
          { tenant_id: 'poison', reason: 'store_unavailable: Cannot read: the disk is gone' },
        ]),
      { timeout },
    );
    expect(deliveries).toBe(3);
  });

  it('has no dead letters while all goes well', async () => {
    const { queue, consume, listDeadLetters } = subject();
    const received: WorkHint[] = [];
    await consume(async (hint) => void received.push(hint), 1);
    await queue.publish(aHint('a'));
    await vi.waitFor(() => expect(received).toHaveLength(1), { timeout });

    await expect(listDeadLetters()).resolves.toEqual([]);
  });

  it('delivers other hints although one always fails', async () => {
    const { queue, consume } = subject();
    const received = new Set<string>();
    await consume(async (hint) => {
      if (hint.tenant_id === 'poison') throw new Error('Cannot handle it');
      received.add(hint.tenant_id);
    }, 1);

    await queue.publish(aHint('poison'));
    for (let index = 0; index < 10; index += 1) await queue.publish(aHint(`tenant-${index}`));

    await vi.waitFor(() => expect(received.size).toBe(10), { timeout });
  });

  it('refuses a hint of a newer schema', async () => {
    const { queue } = subject();

    const publication = queue.publish(JSON.parse('{"schema":2,"tenant_id":"a"}'));

    await expect(publication).rejects.toMatchObject({ code: 'unknown_schema' });
  });
}

function stopContract(subject: Subject): void {
  it('ends what it has begun before it stops', async () => {
    const { queue, consume } = subject();
    const steps: string[] = [];
    const stop = await consume(async () => {
      steps.push('begun');
      await pause(50);
      steps.push('ended');
    }, 1);
    await queue.publish(aHint('a'));
    await vi.waitFor(() => expect(steps).toEqual(['begun']), { timeout });

    await stop();

    expect(steps).toEqual(['begun', 'ended']);
  });

  it('keeps for the next consumer what comes after the stop', async () => {
    const { queue, consume } = subject();
    const first: WorkHint[] = [];
    const second: WorkHint[] = [];
    const stop = await consume(async (hint) => void first.push(hint), 1);
    await stop();
    await queue.publish(aHint('a'));
    await pause(50);

    await consume(async (hint) => void second.push(hint), 1);

    await vi.waitFor(() => expect(second).toEqual([aHint('a')]), { timeout });
    expect(first).toEqual([]);
  });
}
