import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isLockSafe, releaseLock, takeLock } from '../../../shared/provisioning/shared-lock.ts';
import type { StepContext } from '../../../shared/provisioning/step-implementation.ts';
import { createEngineWorld, type EngineWorld } from '../../fakes/engine-world.ts';
import { aStepContext } from '../../fakes/step-context.ts';

const resource = 'tunnel:t1';
const edit = (key: string) => ({ key, is_wanted: true, entry: { hostname: key } });

let world: EngineWorld;
beforeEach(() => {
  world = createEngineWorld();
});
afterEach(() => {
  world.close();
});

async function someone(slug: string): Promise<StepContext> {
  return await aStepContext(world, (await world.create(slug)).id);
}

/** A read, a write, a read back and one call more, and the margin. */
function holdMs({ budgets }: StepContext): number {
  return 4 * budgets.callMs + budgets.marginMs;
}

describe('takeLock()', () => {
  it('gives the lock to one of many that want it at once', async () => {
    const slugs = ['one', 'two', 'three', 'four'];
    const all = await Promise.all(slugs.map(someone));

    const answers = await Promise.all(
      all.map((one, index) => takeLock(one, { resource, edit: edit(`host-${index}`) })),
    );

    expect(answers.map(({ kind }) => kind).toSorted()).toEqual(['held', 'held', 'held', 'taken']);
  });

  it('holds locks of different documents apart', async () => {
    const one = await someone('one');
    await takeLock(one, { resource, edit: edit('a') });

    const answer = await takeLock(one, { resource: 'tunnel:t2', edit: edit('a') });

    expect(answer.kind).toBe('taken');
  });

  it('does not give it twice, not even to its holder', async () => {
    const one = await someone('one');
    await takeLock(one, { resource, edit: edit('a') });

    await expect(takeLock(one, { resource, edit: edit('a') })).resolves.toEqual({ kind: 'held' });
  });

  it.each([
    [-1, 'held'],
    [0, 'taken'],
  ])('takes over a lock %i ms after its end: %s', async (lateMs, kind) => {
    const [one, two] = [await someone('one'), await someone('two')];
    await takeLock(one, { resource, edit: edit('a') });
    world.clock.advance(holdMs(one) + lateMs);

    await expect(takeLock(two, { resource, edit: edit('b') })).resolves.toMatchObject({ kind });
  });

  it('knows the edits of the last ten minutes, the last of each key', async () => {
    const one = await someone('one');
    const take = async (key: string, afterMs: number) => {
      world.clock.advance(afterMs);
      const answer = await takeLock(one, { resource, edit: edit(key) });
      await releaseLock(one, { resource });
      return answer.kind === 'taken' ? answer.edits.map((known) => known.key) : [];
    };

    await take('old', 0);
    await take('a', 60_000);
    await take('b', 1);
    const keys = await take('a', 540_000 - 2);
    const later = await take('c', 1);

    expect([keys, later]).toEqual([
      ['old', 'b', 'a'],
      ['b', 'a', 'c'],
    ]);
  });

  it('forgets the oldest of very many edits', async () => {
    const one = await someone('one');
    for (let number = 0; number < 201; number += 1) {
      await takeLock(one, { resource, edit: edit(`host-${number}`) });
      await releaseLock(one, { resource });
    }

    const lock = await world.store.get('locks', resource);

    expect(lock?.edits.length).toBe(200);
    expect(lock?.edits[0]?.key).toBe('host-1');
  });
});

describe('isLockSafe()', () => {
  it('is true while a write can end well before the lock', async () => {
    const one = await someone('one');
    await takeLock(one, { resource, edit: edit('a') });
    const lastMs = holdMs(one) - 2 * one.budgets.callMs;

    world.clock.advance(lastMs);
    const before = await isLockSafe(one, resource);
    world.clock.advance(1);

    expect([before, await isLockSafe(one, resource)]).toEqual([true, false]);
  });

  it('is false for anybody else, and for nobody', async () => {
    const [one, two] = [await someone('one'), await someone('two')];
    const free = await isLockSafe(one, resource);
    await takeLock(one, { resource, edit: edit('a') });

    expect([free, await isLockSafe(two, resource)]).toEqual([false, false]);
  });

  it('is false for a worker of an earlier epoch', async () => {
    const one = await someone('one');
    await takeLock(one, { resource, edit: edit('a') });
    const later = { ...one, tenant: { ...one.tenant, epoch: one.tenant.epoch + 1 } };

    await expect(isLockSafe(later, resource)).resolves.toBe(false);
  });
});

describe('releaseLock()', () => {
  it('lets the next one in, and keeps the edit', async () => {
    const [one, two] = [await someone('one'), await someone('two')];
    await takeLock(one, { resource, edit: edit('a') });

    await releaseLock(one, { resource });

    const answer = await takeLock(two, { resource, edit: edit('b') });
    expect(answer).toMatchObject({ kind: 'taken', edits: [{ key: 'a' }, { key: 'b' }] });
  });

  it('forgets the edit that shall not be', async () => {
    const one = await someone('one');
    await takeLock(one, { resource, edit: edit('a') });

    await releaseLock(one, { resource, without: 'a' });

    await expect(world.store.get('locks', resource)).resolves.toMatchObject({ edits: [] });
  });

  it('does not give back what another one has taken over', async () => {
    const [one, two] = [await someone('one'), await someone('two')];
    await takeLock(one, { resource, edit: edit('a') });
    world.clock.advance(holdMs(one));
    await takeLock(two, { resource, edit: edit('b') });

    await releaseLock(one, { resource });

    await expect(isLockSafe(two, resource)).resolves.toBe(true);
  });
});
