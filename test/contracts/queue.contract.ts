import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WorkHint } from '../../shared/ports/queue.ts';
import { aHint } from '../builders/a-hint.ts';
import { numberedId } from '../builders/numbered-id.ts';
import type { QueueUnderTest } from './queue-under-test.ts';

const hint = aHint(numberedId(1));
const others = Array.from({ length: 10 }, (_, index) => aHint(numberedId(index + 2)));

/**
 * What every `Queue` promises, a hint at least once and in any order included; `open` gives an empty
 * one for each test.
 */
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
    publishContract(subject);
    deliveryContract(subject);
    failureContract(subject);
  });
}

type Subject = () => QueueUnderTest;

function publishContract(subject: Subject): void {
  it('answers a ping', async () => {
    await expect(subject().queue.ping()).resolves.toBeUndefined();
  });

  it('refuses a hint of a newer schema', async () => {
    const { queue } = subject();

    const publication = queue.publish(JSON.parse('{"schema":2,"tenant_id":"a"}'));

    await expect(publication).rejects.toMatchObject({ code: 'unknown_schema' });
  });
}

function deliveryContract(subject: Subject): void {
  it('delivers a hint as it was published', async () => {
    const { queue, consume, patienceMs: timeout } = subject();
    const received: WorkHint[] = [];
    await consume(async (one) => void received.push(one));

    await queue.publish(hint);

    await vi.waitFor(() => expect(received).toContainEqual(hint), { timeout });
  });

  it('delivers what was published before anybody consumed', async () => {
    const { queue, consume, patienceMs: timeout } = subject();
    await queue.publish(hint);
    const received: WorkHint[] = [];

    await consume(async (one) => void received.push(one));

    await vi.waitFor(() => expect(received).toContainEqual(hint), { timeout });
  });

  it('delivers every one of many hints', async () => {
    const { queue, consume, patienceMs: timeout } = subject();
    const ids = Array.from({ length: 200 }, (_, index) => numberedId(index));
    const received = new Set<string>();
    await consume(async ({ tenant_id }) => void received.add(tenant_id));

    await Promise.all(ids.map((id) => queue.publish(aHint(id))));

    await vi.waitFor(() => expect(received).toEqual(new Set(ids)), { timeout });
  });

  it('delivers a hint that is published while one for the same tenant is being handled', async () => {
    const { queue, consume, patienceMs: timeout } = subject();
    let world = 'old';
    const seen: string[] = [];
    await consume(async () => {
      seen.push(world);
      if (seen.length > 1) return;
      world = 'new';
      await queue.publish(hint);
    });

    await queue.publish(hint);

    await vi.waitFor(() => expect(seen).toContain('new'), { timeout });
  });

  it('keeps for the next consumer what comes after the last one stopped', async () => {
    const { queue, consume, patienceMs: timeout } = subject();
    const first: WorkHint[] = [];
    const second: WorkHint[] = [];
    const stop = await consume(async (one) => void first.push(one));
    await stop();
    await queue.publish(hint);

    await consume(async (one) => void second.push(one));

    await vi.waitFor(() => expect(second).toContainEqual(hint), { timeout });
    expect(first).toEqual([]);
  });
}

function failureContract(subject: Subject): void {
  it('delivers a hint again after its handler rejected', async () => {
    const { queue, consume, patienceMs: timeout } = subject();
    const received: WorkHint[] = [];
    await consume(async (one) => {
      received.push(one);
      if (received.length === 1) throw new Error('Cannot handle it yet');
    });

    await queue.publish(hint);

    await vi.waitFor(() => expect(received).toEqual([hint, hint]), { timeout });
  });

  it('delivers a hint again after its handler threw before it returned a promise', async () => {
    const { queue, consume, patienceMs: timeout } = subject();
    let deliveries = 0;
    await consume((): Promise<void> => {
      deliveries += 1;
      if (deliveries === 1) throw new Error('Cannot handle it yet');
      return Promise.resolve();
    });

    await queue.publish(hint);

    await vi.waitFor(() => expect(deliveries).toBe(2), { timeout });
  });

  it('gives a hint up after so many deliveries, and keeps it', async () => {
    const { queue, consume, listDeadLetters, attemptsMax, patienceMs: timeout } = subject();
    let deliveries = 0;
    await consume(async () => {
      deliveries += 1;
      throw new Error('Cannot handle it');
    });

    await queue.publish(hint);

    const { tenant_id } = hint;
    await vi.waitFor(async () => expect(await listDeadLetters()).toMatchObject([{ tenant_id }]), {
      timeout,
    });
    expect(deliveries).toBe(attemptsMax);
  });

  it('has no dead letters while all goes well', async () => {
    const { queue, consume, listDeadLetters, patienceMs: timeout } = subject();
    const received: WorkHint[] = [];
    await consume(async (one) => void received.push(one));
    await queue.publish(hint);
    await vi.waitFor(() => expect(received).not.toEqual([]), { timeout });

    await expect(listDeadLetters()).resolves.toEqual([]);
  });

  it('delivers other hints although one always fails', async () => {
    const { queue, consume, patienceMs: timeout } = subject();
    const received = new Set<string>();
    await consume(async ({ tenant_id }) => {
      if (tenant_id === hint.tenant_id) throw new Error('Cannot handle it');
      received.add(tenant_id);
    });

    await queue.publish(hint);
    for (const other of others) await queue.publish(other);

    const ids = new Set(others.map(({ tenant_id }) => tenant_id));
    await vi.waitFor(() => expect(received).toEqual(ids), { timeout });
  });
}
