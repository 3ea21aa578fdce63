import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TenantryError } from '../../../shared/tenant/errors.ts';
import { anUpdatableProduct } from '../../builders/an-updatable-product.ts';
import { assertNoDoubleEffect } from '../../fakes/assert-no-double-effect.ts';
import type { EngineWorld } from '../../fakes/engine-world.ts';
import { greetingOf, greetTenant } from '../../fakes/greet-tenant.ts';
import { scheduleRuns, scheduleTimeoutMs } from '../../fakes/schedule-runs.ts';
import { createScheduledWorld, type ScheduledWorld } from '../../fakes/scheduled-world.ts';
import { objectsOfTenant } from '../../fakes/tenant-outcome.ts';

const tenants = 3;
const usualRuns = 25;
const looksMax = 8;

type Wish = 'update' | 'suspend' | 'resume' | 'delete';
interface Delivery {
  readonly kind: 'hint' | 'doubled-hint' | 'lost-hint';
  readonly pick: number;
}

type Move =
  | { readonly kind: 'wish'; readonly wish: Wish; readonly pick: number }
  | { readonly kind: 'call'; readonly pick: number }
  | Delivery
  | { readonly kind: 'sweep' }
  | { readonly kind: 'quiet'; readonly ms: number };

const pick = fc.nat(1_000);
const moves: fc.Arbitrary<readonly Move[]> = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.record({ kind: fc.constant('call' as const), pick }) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constantFrom('hint' as const, 'doubled-hint' as const, 'lost-hint' as const),
        pick,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('wish' as const),
        wish: fc.constantFrom<Wish[]>('update', 'update', 'suspend', 'resume', 'delete'),
        pick,
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('sweep' as const) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('quiet' as const),
        ms: fc.constantFrom(1, 4_000, 11_000),
      }),
    },
  ) as fc.Arbitrary<Move>,
  { maxLength: 200, size: 'max' },
);

/** Where a tenant must end: what the last wish that was granted says. */
interface Wanted {
  readonly id: string;
  readonly status: 'active' | 'suspended' | 'deleted';
  readonly greeting: string;
}

interface Town {
  readonly scheduled: ScheduledWorld;
  readonly wanted: Wanted[];
}

describe('hints', () => {
  it(
    'that are lost, doubled and out of order bring every tenant to where its last wish says',
    async () => {
      await fc.assert(
        fc.asyncProperty(moves, async (schedule) => {
          const town = await aTown();
          for (const move of schedule) await play(town, move);
          await town.scheduled.finish();

          for (const wanted of town.wanted) await assertThere(town.scheduled.world, wanted);
          assertNoDoubleEffect(town.scheduled);
          await assertSilence(town);
          town.scheduled.close();
        }),
        scheduleRuns(usualRuns),
      );
    },
    scheduleTimeoutMs(usualRuns),
  );
});

async function aTown(): Promise<Town> {
  const scheduled = createScheduledWorld({ blueprint: anUpdatableProduct(), workers: 3 });
  const wanted: Wanted[] = [];
  for (let index = 0; index < tenants; index += 1) {
    const { id } = await scheduled.world.create(`acme-${index}`);
    wanted.push({ id, status: 'active', greeting: 'hello' });
  }
  return { scheduled, wanted };
}

async function play({ scheduled, wanted }: Town, move: Move): Promise<void> {
  const { world, turns, finish } = scheduled;
  switch (move.kind) {
    case 'wish':
      return await wish({ scheduled, wanted }, move);
    case 'call': {
      const call = turns.waiting[move.pick % Math.max(1, turns.waiting.length)];
      return call && (await turns.give(call));
    }
    case 'hint':
    case 'doubled-hint':
    case 'lost-hint':
      return await deliver(scheduled, move);
    case 'sweep':
      return await scheduled.sweep();
    case 'quiet':
      // Nobody is slow here: looks that are under way end before a lease does.
      await finish(async () => scheduled.running() === 0);
      return world.clock.advance(move.ms);
    default:
      return move satisfies never;
  }
}

async function deliver(scheduled: ScheduledWorld, { kind, pick }: Delivery): Promise<void> {
  const { world, workers, running, start } = scheduled;
  const { hints } = world.queue;
  const index = pick % Math.max(1, hints.length);
  const hint = kind === 'doubled-hint' ? hints[index] : hints.splice(index, 1)[0];
  const worker = workers[pick % workers.length];
  if (hint === undefined || worker === undefined || kind === 'lost-hint') return;
  if (running() < looksMax) await start(worker, hint.tenant_id);
}

async function wish({ scheduled, wanted }: Town, move: Extract<Move, { kind: 'wish' }>) {
  const { world } = scheduled;
  const index = move.pick % wanted.length;
  const before = wanted[index];
  if (before === undefined) return;
  const after = wantedAfter(before, move);
  try {
    if (move.wish === 'update') await greetTenant(world, before.id, after.greeting);
    else await world[move.wish](before.id);
    wanted[index] = after;
  } catch (error) {
    // A tenant that is busy, or gone, refuses: what was wanted before still is.
    if (!(error instanceof TenantryError)) throw error;
  }
}

function wantedAfter(before: Wanted, { wish, pick }: Extract<Move, { kind: 'wish' }>): Wanted {
  switch (wish) {
    case 'update':
      return { ...before, greeting: `greeting ${pick}` };
    case 'suspend':
      return { ...before, status: 'suspended' };
    case 'resume':
      return { ...before, status: 'active' };
    case 'delete':
      return { ...before, status: 'deleted' };
    default:
      return wish satisfies never;
  }
}

async function assertThere(world: EngineWorld, { id, status, greeting }: Wanted): Promise<void> {
  const tenant = await world.tenant(id);
  expect(tenant).toMatchObject({ status, due: null, lease: null, error_code: null });
  expect(tenant.observed_generation).toBe(tenant.generation);
  const objects = await objectsOfTenant(world, id);
  if (status === 'deleted') return expect(objects).toEqual([]);
  expect(await greetingOf(world, id)).toEqual({ greeting });
  expect(objects).toHaveLength(5);
}

/** A hint that comes when all is done changes not even a record's version. */
async function assertSilence({ scheduled, wanted }: Town): Promise<void> {
  const { world, workers, start, finish, sweep } = scheduled;
  const before = world.dump();
  for (const worker of workers) {
    for (const { id } of wanted) await start(worker, id);
  }
  await sweep();
  await finish();
  expect(world.dump()).toEqual(before);
}
