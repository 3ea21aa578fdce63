import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { isOperationEnded } from '../../../shared/tenant/operation.ts';
import { scheduleRuns, scheduleTimeoutMs } from '../../fakes/schedule-runs.ts';
import {
  createScheduledWorld,
  type ScheduledParts,
  type ScheduledWorker,
  type ScheduledWorld,
} from '../../fakes/scheduled-world.ts';
import { objectsOfTenant, type TenantOutcome, tenantOutcome } from '../../fakes/tenant-outcome.ts';

const minuteMs = 60_000;
const usualRuns = 40;
const open: ScheduledWorld[] = [];

function aScheduledWorld(parts: ScheduledParts = {}): ScheduledWorld {
  const scheduled = createScheduledWorld(parts);
  open.push(scheduled);
  return scheduled;
}

afterEach(() => {
  for (const scheduled of open.splice(0)) scheduled.close();
});

/** What a create comes to when one worker alone does it undisturbed. */
async function goldenOutcome(): Promise<TenantOutcome> {
  const { world, finish } = aScheduledWorld({ workers: 1 });
  const { id } = await world.create('acme');
  await finish();
  return await tenantOutcome(world, id);
}

function workerOf({ workers }: ScheduledWorld, index: number): ScheduledWorker {
  const worker = workers[index % workers.length];
  if (worker === undefined) throw new Error('There is no worker');
  return worker;
}

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

async function wakeAll({ workers, finish }: ScheduledWorld): Promise<void> {
  for (const worker of workers) worker.isPaused = false;
  await finish();
}

/** Nothing was created twice, nobody without the lease recorded anything, and no look broke. */
function assertNoDoubleEffect({ audit, ended }: ScheduledWorld): void {
  expect([...audit.created].filter(([, times]) => times > 1)).toEqual([]);
  expect(audit.violations).toEqual([]);
  expect(ended.filter(({ error }) => error !== undefined)).toEqual([]);
}

describe('a worker that comes back long after its lease', () => {
  it('changes nothing at any call of a create that another one has finished', async () => {
    const golden = await goldenOutcome();
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
      await wakeAll(scheduled);

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
      const { id } = await world.create('acme');
      await finish();
      await world.delete(id);
      if (!(await pauseAtCall(scheduled, pauses))) break;

      await finish();
      const before = world.dump();
      await wakeAll(scheduled);

      const { status } = await world.tenant(id);
      expect([pauses, status, await objectsOfTenant(world, id)]).toEqual([pauses, 'deleted', []]);
      expect([pauses, world.dump()]).toEqual([pauses, before]);
      assertNoDoubleEffect(scheduled);
    }

    expect(pauses).toBeGreaterThan(10);
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
      await wakeAll(scheduled);

      const { status } = await world.tenant(id);
      expect([pauses, status, await objectsOfTenant(world, id)]).toEqual([pauses, 'deleted', []]);
      assertNoDoubleEffect(scheduled);
    }

    // Without the second look, these would have stayed.
    expect(remains).toBeGreaterThan(2);
  });
});

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

type Move =
  | { readonly kind: 'call' | 'give-up' | 'hint' | 'pause' | 'wake'; readonly pick: number }
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'turn-clock'; readonly pick: number; readonly ms: number };

const pick = fc.nat(1_000);
const calls = { weight: 12, arbitrary: fc.record({ kind: fc.constant('call' as const), pick }) };
const disturbances = {
  weight: 4,
  arbitrary: fc.record({
    kind: fc.constantFrom('give-up' as const, 'hint' as const, 'pause' as const, 'wake' as const),
    pick,
  }),
};
// Within a call, beyond a call, and beyond a lease.
const passes = {
  weight: 3,
  arbitrary: fc.record({
    kind: fc.constant('pass' as const),
    ms: fc.constantFrom(1, 1_500, 4_000, 11_000),
  }),
};
const clockTurns = {
  weight: 2,
  arbitrary: fc.record({
    kind: fc.constant('turn-clock' as const),
    pick,
    ms: fc.integer({ min: -15 * minuteMs, max: 15 * minuteMs }),
  }),
};
const schedules: fc.Arbitrary<readonly Move[]> = fc.array(
  fc.oneof(calls, disturbances, passes) as fc.Arbitrary<Move>,
  { maxLength: 120 },
);
const schedulesAndClocks: fc.Arbitrary<readonly Move[]> = fc.array(
  fc.oneof(calls, disturbances, passes, clockTurns) as fc.Arbitrary<Move>,
  { maxLength: 120 },
);

const looksMax = 6;

async function play(scheduled: ScheduledWorld, id: string, move: Move): Promise<void> {
  const { turns, running, start } = scheduled;
  if (move.kind === 'pass') return await turns.pass(move.ms);
  const worker = workerOf(scheduled, move.pick);
  const awake = turns.waiting.filter((call) => !isPaused(scheduled, call.worker));
  const call = awake[move.pick % Math.max(1, awake.length)];
  switch (move.kind) {
    case 'call':
      return call && (await turns.give(call));
    case 'give-up':
      return call && (await turns.give(call, 'give-up'));
    case 'hint':
      if (running() < looksMax && !worker.isPaused) await start(worker, id);
      return;
    case 'pause':
    case 'wake':
      worker.isPaused = move.kind === 'pause';
      return;
    case 'turn-clock':
      worker.skewMs += move.ms;
      return;
    default:
      return move satisfies never;
  }
}

function isPaused({ workers }: ScheduledWorld, name: string): boolean {
  return workers.some((worker) => worker.isPaused && worker.name === name);
}

async function assertSchedule(
  parts: ScheduledParts,
  moves: readonly Move[],
  golden: TenantOutcome,
) {
  const scheduled = createScheduledWorld(parts);
  const { world, finish } = scheduled;
  const { id } = await world.create('acme');
  for (const move of moves) await play(scheduled, id, move);
  // Those who are paused come back when the others have done it all.
  workerOf(scheduled, 0).isPaused = false;
  await finish();
  expect(isOperationEnded((await world.operation(id)).state)).toBe(true);
  await wakeAll(scheduled);

  expect(await tenantOutcome(world, id)).toEqual(golden);
  assertNoDoubleEffect(scheduled);
  scheduled.close();
}

describe('several workers on one tenant', () => {
  it(
    'come to what one alone comes to, in any order of their calls and of their pauses',
    async () => {
      const golden = await goldenOutcome();
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 2, max: 4 }), schedules, async (workers, moves) => {
          await assertSchedule({ workers }, moves, golden);
        }),
        { numRuns: scheduleRuns(usualRuns) },
      );
    },
    scheduleTimeoutMs(usualRuns),
  );

  it(
    'come to the same with clocks ten minutes apart that are turned while they work',
    async () => {
      const golden = await goldenOutcome();
      const skew = fc.integer({ min: -10 * minuteMs, max: 10 * minuteMs });
      const skews = fc.array(skew, { minLength: 2, maxLength: 4 });
      await fc.assert(
        fc.asyncProperty(skews, schedulesAndClocks, async (skewsMs, moves) => {
          await assertSchedule({ workers: skewsMs.length, skewsMs }, moves, golden);
        }),
        { numRuns: scheduleRuns(usualRuns) },
      );
    },
    scheduleTimeoutMs(usualRuns),
  );
});
