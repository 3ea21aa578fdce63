import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEmbeddedStore } from '../../../shared/adapters/embedded/create-embedded-store.ts';
import { openDatabase } from '../../../shared/adapters/embedded/open-database.ts';
import type { Store } from '../../../shared/ports/store.ts';
import { acquireLease } from '../../../shared/provisioning/acquire-lease.ts';
import type { StepRun } from '../../../shared/provisioning/apply-result.ts';
import type { Held } from '../../../shared/provisioning/held.ts';
import { recordStep } from '../../../shared/provisioning/record-step.ts';
import { type Outcome, releaseLease } from '../../../shared/provisioning/release-lease.ts';
import { startOperation } from '../../../shared/provisioning/start-operation.ts';
import { isOperationEnded } from '../../../shared/tenant/operation.ts';
import { cancelTenant } from '../../../shared/use-cases/cancel-tenant.ts';
import { suspendTenant } from '../../../shared/use-cases/suspend-tenant.ts';
import { updateTenant } from '../../../shared/use-cases/update-tenant.ts';
import { aBlueprint } from '../../builders/a-blueprint.ts';
import { aLifecycleProduct } from '../../builders/a-lifecycle-product.ts';
import { aTenant } from '../../builders/a-tenant.ts';
import { aPrincipal } from '../../fakes/engine-world.ts';
import { createManualClock, type ManualClock } from '../../fakes/manual-clock.ts';
import { createRecordingQueue } from '../../fakes/recording-queue.ts';
import { scheduleRuns, scheduleTimeoutMs } from '../../fakes/schedule-runs.ts';
import { createSilentLogger } from '../../fakes/silent-logger.ts';

const budgets = { callMs: 1_000, workMs: 6_000, leaseMs: 10_000, marginMs: 500 };
const catalog = new Map([['demo', aBlueprint({ ...aLifecycleProduct(), immutableParams: [] })]]);
const hosts = ['one.example.test', 'two.example.test'] as const;
const workers = ['a', 'b', 'c'] as const;
const tenantId = 'tenant-1';
const usualRuns = 300;
const limit = { timeout: scheduleTimeoutMs(usualRuns) };

type Worker = (typeof workers)[number];
type Action =
  | { readonly kind: 'wish' | 'cancel' | 'suspend' }
  | { readonly kind: 'change'; readonly host: string }
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'acquire' | 'record'; readonly worker: Worker }
  | { readonly kind: 'release'; readonly worker: Worker; readonly outcome: Outcome['kind'] };

const worker = fc.constantFrom(...workers);
const anAction: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ kind: fc.constantFrom('wish' as const, 'cancel' as const, 'suspend' as const) }),
  fc.record({ kind: fc.constant('change' as const), host: fc.constantFrom('', ...hosts) }),
  fc.record({ kind: fc.constant('pass' as const), ms: fc.constantFrom(1, 4_000, 11_000) }),
  fc.record({ kind: fc.constantFrom('acquire' as const, 'record' as const), worker }),
  fc.record({
    kind: fc.constant('release' as const),
    worker,
    outcome: fc.constantFrom(
      'wait' as const,
      'yield' as const,
      'succeeded' as const,
      'failed' as const,
    ),
  }),
);

/** What must be true after every action, whatever came before. */
interface World {
  readonly store: Store;
  readonly clock: ManualClock;
  /** What each worker believes to hold, however stale. */
  readonly held: Map<Worker, Held>;
  epochMax: number;
}

describe('wish, acquire, record and release', () => {
  it(
    'never lose a wish, never strand a tenant and never let two workers write',
    limit,
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(anAction, { minLength: 20, maxLength: 60 }), async (actions) => {
          const database = openDatabase(':memory:');
          const clock = createManualClock();
          const world = {
            store: createEmbeddedStore(database, { clock }),
            clock,
            held: new Map(),
            epochMax: 0,
          };
          await putTenant(world.store);

          for (const action of actions) {
            await perform(world, action);
            await assertInvariants(world);
          }

          await assertFinishes(world);
          database.close();
        }),
        scheduleRuns(usualRuns),
      );
    },
  );
});

async function putTenant(store: Store): Promise<void> {
  await store.transact(async (transaction) => {
    await transaction.get('tenants', tenantId);
    const given = { tier: 'free', params: { email: 'admin@acme.example' } };
    transaction.create(
      'tenants',
      tenantId,
      aTenant({
        id: tenantId,
        product: 'demo',
        blueprint: { name: 'demo', version: '1.0.0' },
        ...given,
      }),
    );
  });
}

async function perform(world: World, action: Action): Promise<void> {
  switch (action.kind) {
    case 'wish':
      return await wish(world);
    case 'cancel':
      return await cancel(world);
    case 'suspend':
      return await unlessRefused(suspendTenant(wishPorts(world), { ...input, reason: 'unpaid' }));
    case 'change':
      return await unlessRefused(
        updateTenant(wishPorts(world), { ...input, patch: { params: { host: action.host } } }),
      );
    case 'pass':
      return world.clock.advance(action.ms);
    case 'acquire':
      return await acquire(world, action.worker);
    case 'record':
      return await ifStillHolding(world, action.worker, async (held) => {
        world.held.set(
          action.worker,
          await recordStep(portsOf(world, action.worker), held, aRun(held)),
        );
      });
    case 'release':
      return await ifStillHolding(world, action.worker, async (held) => {
        await releaseLease(portsOf(world, action.worker), held, outcomeOf(world, action.outcome));
        world.held.delete(action.worker);
      });
    default:
      return action satisfies never;
  }
}

async function wish({ store }: World): Promise<void> {
  await store.transact(async (transaction) => {
    const tenant = await transaction.get('tenants', tenantId);
    if (tenant === undefined) throw new Error('The tenant is gone');
    const wished = await startOperation(transaction, catalog, {
      tenant,
      wish: {
        operationId: randomUUID(),
        kind: 'create',
        desired: 'active',
        actor: 'ada',
        requestId: 'request-1',
        retryOf: null,
      },
    });
    transaction.put('tenants', tenantId, wished);
  });
}

const input = { principal: aPrincipal, requestId: 'request-1', tenantId };

function wishPorts({ store }: World) {
  const ports = { store, catalog, queue: createRecordingQueue(), logger: createSilentLogger() };
  return { ...ports, newId: randomUUID };
}

/** A wish that the tenant does not allow now changes nothing; every other error is one. */
async function unlessRefused(wish: Promise<unknown>): Promise<void> {
  const error = await wish.then(() => undefined).catch((reason: unknown) => reason);
  if (error === undefined) return;
  expect(error).toMatchObject({
    code: expect.stringMatching(/^(operation_running|action_not_allowed)$/),
  });
}

/** Refused when there is nothing to cancel; changes nothing then. */
async function cancel(world: World): Promise<void> {
  const { store } = world;
  const before = await store.get('tenants', tenantId);
  const isEnded = isOperationEnded(before?.last_operation.state ?? 'failed');
  const cancelling = cancelTenant(wishPorts(world), input);
  if (!isEnded) {
    await cancelling;
    const after = await store.get('tenants', tenantId);
    if (before?.before == null) return;
    // What had not begun is gone as if it had never been asked for.
    const { is_current: isCurrent, ...former } = before.before;
    expect(after).toMatchObject({ ...former, before: null });
    return void expect(after?.observed_generation === after?.generation).toBe(isCurrent);
  }
  await expect(cancelling).rejects.toMatchObject({ code: 'operation_ended' });
  expect(await store.get('tenants', tenantId)).toEqual(before);
}

async function acquire(world: World, name: Worker): Promise<void> {
  const before = await world.store.get('tenants', tenantId);
  const acquisition = await acquireLease(portsOf(world, name), tenantId);
  const now = new Date(world.clock.now()).toISOString();
  const isDue = before?.due !== null && before !== undefined && before.due <= now;
  const isFree = before?.lease === null || (before?.lease.expires_at ?? '') <= now;
  const isEnded = isOperationEnded(before?.last_operation.state ?? 'failed');
  expect(acquisition.kind === 'held').toBe(isDue && isFree && !isEnded);
  if (acquisition.kind !== 'held') return;
  // The fencing number only ever grows.
  expect(acquisition.held.epoch).toBeGreaterThan(world.epochMax);
  world.epochMax = acquisition.held.epoch;
  world.held.set(name, acquisition.held);
}

/** A worker of an older epoch must be refused; the newest one must not. */
async function ifStillHolding(world: World, name: Worker, act: (held: Held) => Promise<void>) {
  const held = world.held.get(name);
  if (held === undefined) return;
  if (held.epoch === world.epochMax) return await act(held);
  const before = await world.store.get('tenants', tenantId);
  await expect(act(held)).rejects.toMatchObject({ code: 'lease_lost' });
  expect(await world.store.get('tenants', tenantId)).toEqual(before);
  world.held.delete(name);
}

async function assertInvariants({ store, clock }: World): Promise<void> {
  const tenant = await store.get('tenants', tenantId);
  const operation = await store.get('operations', tenant?.last_operation.id ?? '');
  if (tenant === undefined || operation === undefined) return;
  const isEnded = isOperationEnded(operation.state);
  expect(tenant.last_operation.state).toBe(operation.state);
  // Something to do is always due: at the latest when the lease or the longest wait ends. Whoever
  // holds the lease of a cancelled operation still has to give it back.
  expect(tenant.due === null).toBe(isEnded && tenant.lease === null);
  const dueInMs = tenant.due === null ? 0 : Date.parse(tenant.due) - clock.now();
  expect(dueInMs).toBeLessThanOrEqual(budgets.leaseMs);
  // What is in force and nobody was asked to bring about has come true.
  if (tenant.pending === null) expect(tenant.good_revisions).toContain(tenant.revision);
  // Only what has not begun can be taken back.
  if (tenant.before !== null) expect(operation.state).toBe('queued');
  // The names that the tenant holds are those that are held for it.
  const claims = await Promise.all(hosts.map((host) => store.get('claims', `host:${host}`)));
  const held = claims.flatMap((claim) => claim?.name ?? []);
  expect(held).toEqual(tenant.claims.filter((name) => held.includes(name)).toSorted());
  expect(tenant.claims.filter((name) => name.endsWith('.example.test')).toSorted()).toEqual(held);
}

/** However it stands, a worker that comes by when the tenant is due brings the last wish to its end. */
async function assertFinishes(world: World): Promise<void> {
  const { store, clock } = world;
  const tenant = await store.get('tenants', tenantId);
  if (tenant?.due === null || tenant === undefined) return;
  clock.advance(Math.max(0, Date.parse(tenant.due) - clock.now()));
  const acquisition = await acquireLease(portsOf(world, 'a'), tenantId);
  if (isOperationEnded(tenant.last_operation.state)) {
    expect(acquisition.kind).toBe('idle');
    expect(await store.get('tenants', tenantId)).toMatchObject({ due: null, lease: null });
    return;
  }
  if (acquisition.kind !== 'held')
    throw new Error(`Cannot acquire what is due: ${acquisition.kind}`);
  await releaseLease(portsOf(world, 'a'), acquisition.held, { kind: 'succeeded' });
  const ended = await store.get('tenants', tenantId);
  const status = tenant.desired;
  expect(ended).toMatchObject({ due: null, lease: null, status });
  const isAllTrue = ended?.observed_generation === ended?.generation;
  expect(isAllTrue).toBe(ended?.pending === null);
}

function portsOf({ store, clock }: World, holder: Worker) {
  const settings = { budgets, tombstoneMs: 1_000, isSimulated: false, holder };
  return { store, clock, catalog, settings };
}

function aRun({ operation, now }: Held): StepRun {
  const stepName = operation.steps[0]?.name ?? '';
  return { stepName, deadlineMs: 60_000, startedAt: now, result: { kind: 'done' } };
}

function outcomeOf({ clock }: World, kind: Outcome['kind']): Outcome {
  switch (kind) {
    case 'wait':
      return { kind, until: new Date(clock.now() + 3_000).toISOString() };
    case 'failed':
      return { kind, error: { code: 'job_failed', message: 'Job failed', retryable: false } };
    case 'yield':
    case 'succeeded':
      return { kind };
    default:
      return kind satisfies never;
  }
}
