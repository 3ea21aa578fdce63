import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOperationEnded } from '../../../shared/tenant/operation.ts';
import { assertNoDoubleEffect } from '../../fakes/assert-no-double-effect.ts';
import { scheduleRuns, scheduleTimeoutMs } from '../../fakes/schedule-runs.ts';
import {
  createScheduledWorld,
  finishWithAll,
  outcomeOfCreate,
  type ScheduledParts,
  type ScheduledWorker,
  type ScheduledWorld,
} from '../../fakes/scheduled-world.ts';
import { type TenantOutcome, tenantOutcome } from '../../fakes/tenant-outcome.ts';

const minuteMs = 60_000;
const usualRuns = 40;

type Move =
  | { readonly kind: 'call' | 'give-up' | 'hint' | 'pause' | 'wake'; readonly pick: number }
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'turn-clock'; readonly pick: number; readonly ms: number };

const pick = fc.nat(1_000);
const calls = { weight: 12, arbitrary: fc.record({ kind: fc.constant('call' as const), pick }) };
const hints = { weight: 3, arbitrary: fc.record({ kind: fc.constant('hint' as const), pick }) };
const disturbances = {
  weight: 3,
  arbitrary: fc.record({
    kind: fc.constantFrom('give-up' as const, 'pause' as const, 'wake' as const, 'wake' as const),
    pick,
  }),
};
// Within a call, beyond a call, and beyond a lease.
const passes = {
  weight: 3,
  arbitrary: fc.record({
    kind: fc.constant('pass' as const),
    ms: fc.constantFrom(1, 1_500, 4_000, 11_000, 11_000),
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
  fc.oneof(calls, hints, disturbances, passes) as fc.Arbitrary<Move>,
  { maxLength: 150, size: 'max' },
);
const schedulesAndClocks: fc.Arbitrary<readonly Move[]> = fc.array(
  fc.oneof(calls, hints, disturbances, passes, clockTurns) as fc.Arbitrary<Move>,
  { maxLength: 150, size: 'max' },
);

const looksMax = 6;

function workerOf({ workers }: ScheduledWorld, index: number): ScheduledWorker {
  const worker = workers[index % workers.length];
  if (worker === undefined) throw new Error('There is no worker');
  return worker;
}

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
  await finishWithAll(scheduled);

  expect(await tenantOutcome(world, id)).toEqual(golden);
  assertNoDoubleEffect(scheduled);
  scheduled.close();
}

describe('several workers on one tenant', () => {
  it(
    'come to what one alone comes to, in any order of their calls and of their pauses',
    async () => {
      const golden = await outcomeOfCreate();
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 2, max: 4 }), schedules, async (workers, moves) => {
          await assertSchedule({ workers }, moves, golden);
        }),
        scheduleRuns(usualRuns),
      );
    },
    scheduleTimeoutMs(usualRuns),
  );

  it(
    'come to the same with clocks ten minutes apart that are turned while they work',
    async () => {
      const golden = await outcomeOfCreate();
      const skew = fc.integer({ min: -10 * minuteMs, max: 10 * minuteMs });
      const skews = fc.array(skew, { minLength: 2, maxLength: 4 });
      await fc.assert(
        fc.asyncProperty(skews, schedulesAndClocks, async (skewsMs, moves) => {
          await assertSchedule({ workers: skewsMs.length, skewsMs }, moves, golden);
        }),
        scheduleRuns(usualRuns),
      );
    },
    scheduleTimeoutMs(usualRuns),
  );

  it('do not take a clock that is turned while a step waits for the end of its time', async () => {
    const golden = await outcomeOfCreate();
    const scheduled = createScheduledWorld({ workers: 1 });
    const { world, turns, start, finish } = scheduled;
    const worker = workerOf(scheduled, 0);
    const { id } = await world.create('acme');
    await start(worker, id);
    const nextCall = async () => {
      const [call] = turns.waiting;
      if (call !== undefined) await turns.give(call);
    };

    await nextCall();
    worker.skewMs -= 12 * minuteMs;
    while (turns.wakesAtMs() === undefined) await nextCall();
    worker.skewMs += 11 * minuteMs;
    await finish();

    expect(await tenantOutcome(world, id)).toEqual(golden);
    scheduled.close();
  });
});
