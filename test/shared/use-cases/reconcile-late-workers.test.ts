import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { cancelTenant } from '../../../shared/use-cases/cancel-tenant.ts';
import { aWorkloadBlueprint } from '../../builders/a-workload-blueprint.ts';
import { anUpdatableProduct } from '../../builders/an-updatable-product.ts';
import { assertNoDoubleEffect } from '../../fakes/assert-no-double-effect.ts';
import { aPrincipal, type EngineWorld } from '../../fakes/engine-world.ts';
import { greetingOf, greetTenant } from '../../fakes/greet-tenant.ts';
import {
  createScheduledWorld,
  finishWithAll,
  outcomeOfCreate,
  type ScheduledParts,
  type ScheduledWorld,
} from '../../fakes/scheduled-world.ts';
import { objectsOfTenant, tenantOutcome } from '../../fakes/tenant-outcome.ts';

const open: ScheduledWorld[] = [];

function aScheduledWorld(parts: ScheduledParts = {}): ScheduledWorld {
  const scheduled = createScheduledWorld(parts);
  open.push(scheduled);
  return scheduled;
}

afterEach(() => {
  for (const scheduled of open.splice(0)) scheduled.close();
});

/** Has the first worker alone go on for so many calls, and pauses it at the next one. False: it ended before. */
async function pauseAtCall(scheduled: ScheduledWorld, call: number): Promise<boolean> {
  const { workers, turns, finish } = scheduled;
  const [first, ...others] = workers;
  if (first === undefined) throw new Error('There is no worker');
  const last = turns.given() + call;
  for (const other of others) other.isPaused = true;
  const isDone = await finish(
    async () => turns.given() >= last && turns.waiting.some(({ worker }) => worker === first.name),
  );
  for (const other of others) other.isPaused = false;
  first.isPaused = true;
  return !isDone;
}

const turns = {
  suspend: {
    goal: 'suspended',
    begin: async (world: EngineWorld) => {
      const id = await anActiveTenant(world);
      await world.suspend(id);
      return id;
    },
  },
  resume: {
    goal: 'active',
    begin: async (world: EngineWorld) => {
      const id = await anActiveTenant(world);
      await world.suspend(id);
      await world.settle(id);
      await world.resume(id);
      return id;
    },
  },
} as const;

async function anActiveTenant(world: EngineWorld): Promise<string> {
  const { id } = await world.create('acme');
  const { status } = await world.settle(id);
  expect(status).toBe('active');
  return id;
}

// Each test is some thirty runs: a busy machine gets the time for that.
describe('a worker that comes back long after its lease', { timeout: 60_000 }, () => {
  it('changes nothing at any call of a create that another one has finished', async () => {
    const golden = await outcomeOfCreate();
    let pauses = 0;
    let lost = 0;
    for (; ; pauses += 1) {
      const scheduled = aScheduledWorld();
      const { world, finish, ended } = scheduled;
      const { id } = await world.create('acme');
      if (!(await pauseAtCall(scheduled, pauses))) break;

      await finish();
      expect([pauses, await tenantOutcome(world, id)]).toEqual([pauses, golden]);
      const before = world.dump();
      await finishWithAll(scheduled);

      expect([pauses, await tenantOutcome(world, id)]).toEqual([pauses, golden]);
      // Not even a resourceVersion or a record's version has moved.
      expect([pauses, world.dump()]).toEqual([pauses, before]);
      assertNoDoubleEffect(scheduled);
      lost += ended.filter((look) => look.worker === 'worker-1' && look.ended === 'lost').length;
    }

    expect(pauses).toBeGreaterThan(20);
    expect(lost).toBeGreaterThan(10);
  });

  it('changes nothing at any call of a delete that another one has finished', async () => {
    let pauses = 0;
    for (; ; pauses += 1) {
      const scheduled = aScheduledWorld();
      const { world, finish } = scheduled;
      const id = await anActiveTenant(world);
      await world.delete(id);
      if (!(await pauseAtCall(scheduled, pauses))) break;

      await finish();
      const before = world.dump();
      await finishWithAll(scheduled);

      const { status } = await world.tenant(id);
      expect([pauses, status, await objectsOfTenant(world, id)]).toEqual([pauses, 'deleted', []]);
      expect([pauses, world.dump()]).toEqual([pauses, before]);
      assertNoDoubleEffect(scheduled);
    }

    expect(pauses).toBeGreaterThan(10);
  });

  it.each(Object.entries(turns))(
    'changes nothing at any call of a %s that another one has finished',
    async (_, { begin, goal }) => {
      let pauses = 0;
      for (; ; pauses += 1) {
        const scheduled = aScheduledWorld({ blueprint: aWorkloadBlueprint() });
        const { world, finish } = scheduled;
        const id = await begin(world);
        if (!(await pauseAtCall(scheduled, pauses))) break;

        await finish();
        const { status } = await world.tenant(id);
        const before = world.dump();
        await finishWithAll(scheduled);

        expect([pauses, status]).toEqual([pauses, goal]);
        expect([pauses, world.dump()]).toEqual([pauses, before]);
        assertNoDoubleEffect(scheduled);
      }

      expect(pauses).toBeGreaterThan(5);
    },
  );

  it('changes nothing at any call of an update that a newer one has replaced', async () => {
    let pauses = 0;
    for (; ; pauses += 1) {
      const scheduled = aScheduledWorld({ blueprint: anUpdatableProduct() });
      const { world, finish } = scheduled;
      const id = await anActiveTenant(world);
      await greetTenant(world, id, 'old');
      if (!(await pauseAtCall(scheduled, pauses))) break;
      await cancelOperation(world, id);
      await greetTenant(world, id, 'new');

      await finish();
      const before = world.dump();
      await finishWithAll(scheduled);

      expect([pauses, await greetingOf(world, id)]).toEqual([pauses, { greeting: 'new' }]);
      expect([pauses, world.dump()]).toEqual([pauses, before]);
      assertNoDoubleEffect(scheduled);
    }

    expect(pauses).toBeGreaterThan(5);
  });

  it('leaves nothing behind when its call of a create arrives after the delete has looked once', async () => {
    let pauses = 0;
    let remains = 0;
    for (; ; pauses += 1) {
      const scheduled = aScheduledWorld();
      const { world, finish } = scheduled;
      const { id } = await world.create('acme');
      if (!(await pauseAtCall(scheduled, pauses))) break;
      await world.delete(id);

      await finish(async () => await isConfirming(scheduled, id));
      await wakeFirst(scheduled);
      remains += (await objectsOfTenant(world, id)).length;
      await finishWithAll(scheduled);

      const { status } = await world.tenant(id);
      expect([pauses, status, await objectsOfTenant(world, id)]).toEqual([pauses, 'deleted', []]);
      assertNoDoubleEffect(scheduled);
    }

    // Without the second look, these would have stayed.
    expect(remains).toBeGreaterThan(2);
  });
});

async function cancelOperation({ ports }: EngineWorld, tenantId: string): Promise<void> {
  const wish = { principal: aPrincipal, requestId: 'request-1', tenantId };
  await cancelTenant({ ...ports, newId: randomUUID }, wish);
}

/** Whether the delete has found everything gone and waits for its second look. */
async function isConfirming({ world }: ScheduledWorld, id: string): Promise<boolean> {
  const { kind, steps } = await world.operation(id);
  return kind === 'delete' && steps.at(-1)?.wait?.reason === 'ConfirmingGone';
}

/** Lets all that the first worker has under way go out, while no time passes. */
async function wakeFirst({ workers, turns }: ScheduledWorld): Promise<void> {
  const [first] = workers;
  for (;;) {
    const call = turns.waiting.find(({ worker }) => worker === first?.name);
    if (call === undefined) return;
    await turns.give(call);
  }
}
