import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Blueprint } from '../../../shared/blueprint/blueprint.ts';
import type { Store } from '../../../shared/ports/store.ts';
import { applyBilling } from '../../../shared/use-cases/apply-billing.ts';
import type { Subscription } from '../../../shared/use-cases/subscription-event.ts';
import { aBlueprint } from '../../builders/a-blueprint.ts';
import { anUpdatableProduct } from '../../builders/an-updatable-product.ts';
import { createEngineWorld, type EngineWorld } from '../../fakes/engine-world.ts';

let world: EngineWorld;
let id: string;

async function open(blueprint: Blueprint = anUpdatableProduct()): Promise<void> {
  world = createEngineWorld({ blueprint });
  ({ id } = await world.create('acme'));
}

beforeEach(async () => {
  await open();
  await world.settle(id);
});
afterEach(() => world.close());

interface EventFacts extends Partial<Subscription> {
  readonly event?: string;
  /** Seconds after noon. */
  readonly atS?: number;
}

function time(seconds: number): string {
  return new Date(Date.UTC(2026, 0, 1, 12, 0, seconds)).toISOString();
}

/** Applies an event about the tenant's subscription to `free`, active unless it says otherwise. */
async function apply({ event = 'evt_1', atS = 10, ...facts }: EventFacts, store?: Store) {
  const subscription: Subscription = {
    ...{ id: 'sub_1', status: 'active', beganAt: time(0), tenant: { kind: 'id', id } },
    ...{ prices: ['price_1'], tiers: ['free'], ...facts },
  };
  const ports = { ...world.ports, newId: randomUUID, ...(store && { store }) };
  return await applyBilling(ports, { id: event, at: time(atS), subscription });
}

async function suspended(): Promise<void> {
  await apply({ event: 'evt_0', atS: 1, status: 'unpaid' });
  await world.settle(id);
}

async function statusOf(): Promise<string> {
  return (await world.settle(id)).status;
}

const nothing = { kind: 'done', asked: 'nothing' };

describe('applyBilling()', () => {
  it.each(['unpaid', 'canceled', 'incomplete_expired', 'paused'])(
    'suspends a tenant whose subscription is %s',
    async (status) => {
      const outcome = await apply({ status });

      expect(outcome).toMatchObject({ kind: 'done', asked: 'suspend' });
      expect(await world.settle(id)).toMatchObject({
        ...{ status: 'suspended', suspension: { by: 'billing', reason: `billing: ${status}` } },
      });
    },
  );

  it.each(['past_due', 'incomplete', 'something_new'])(
    'leaves a tenant alone whose subscription is %s',
    async (status) => {
      expect(await apply({ status })).toMatchObject(nothing);
      expect(await statusOf()).toBe('active');
    },
  );

  it.each(['active', 'trialing'])('resumes a tenant whose subscription is %s', async (status) => {
    await suspended();

    expect(await apply({ status })).toMatchObject({ kind: 'done', asked: 'resume' });
    expect(await statusOf()).toBe('active');
  });

  it('publishes a hint for what it asks, and none for nothing', async () => {
    world.queue.hints.length = 0;

    await apply({ event: 'evt_1', status: 'past_due' });
    await apply({ event: 'evt_2', status: 'unpaid' });

    expect(world.queue.hints).toEqual([{ schema: 1, tenant_id: id }]);
  });

  it('leaves a tenant suspended that a person has suspended', async () => {
    await world.suspend(id);
    await world.settle(id);

    expect(await apply({})).toMatchObject(nothing);
    expect(await statusOf()).toBe('suspended');
  });

  it('leaves a suspension to the person who asked for it, also when nobody pays', async () => {
    await world.suspend(id);
    await world.settle(id);

    await apply({ event: 'evt_1', atS: 10, status: 'unpaid' });
    await apply({ event: 'evt_2', atS: 20, status: 'active' });

    expect(await world.settle(id)).toMatchObject({
      ...{ status: 'suspended', suspension: { by: 'ada' } },
    });
  });

  it('does not suspend again whom a person has resumed meanwhile', async () => {
    await suspended();
    await world.resume(id);
    await world.settle(id);

    expect(await apply({ status: 'unpaid' })).toMatchObject(nothing);
    expect(await statusOf()).toBe('active');
  });

  it('does not take back the tier that a person chose since it was paid for', async () => {
    await apply({ event: 'evt_1', tiers: ['pro'] });
    await world.settle(id);
    await rewriteTier('free');

    expect(await apply({ event: 'evt_2', atS: 20, tiers: ['pro'] })).toMatchObject(nothing);
    expect(await world.settle(id)).toMatchObject({ tier: 'free' });
  });

  it('gives a tenant the tier that is paid for', async () => {
    expect(await apply({ tiers: ['pro'] })).toMatchObject({ kind: 'done', asked: 'update' });
    expect(await world.settle(id)).toMatchObject({ status: 'active', tier: 'pro' });
  });

  it('asks a tenant that a person suspended for its new tier again, until it can be changed', async () => {
    await world.suspend(id);
    await world.settle(id);

    const before = await apply({ tiers: ['pro'] });
    await world.resume(id);
    await world.settle(id);
    const after = await apply({ tiers: ['pro'] });

    expect(before).toMatchObject({ kind: 'wait', code: 'action_not_allowed' });
    expect(after).toMatchObject({ kind: 'done', asked: 'update' });
  });

  it.each([[[]], [['gold']], [['free', 'pro']]])(
    'resumes who pays for tiers %j, and says that it knows no tier',
    async (tiers) => {
      await suspended();

      const outcome = await apply({ tiers });

      expect(outcome).toMatchObject({ kind: 'done', asked: 'resume', lacksTier: true });
      expect(await world.settle(id)).toMatchObject({ status: 'active', tier: 'free' });
    },
  );

  it('takes an event again whose price has been given a tier since', async () => {
    await apply({ tiers: [] });

    expect(await apply({ tiers: ['pro'] })).toMatchObject({ kind: 'done', asked: 'update' });
  });
});

describe('applyBilling() with an event', () => {
  it('that comes twice asks once', async () => {
    await apply({ status: 'unpaid' });

    expect(await apply({ status: 'unpaid' })).toEqual({ kind: 'ignored', why: 'repeated' });
  });

  it('that is older than the newest does nothing', async () => {
    await apply({ event: 'evt_2', atS: 20, status: 'active' });

    const outcome = await apply({ event: 'evt_1', atS: 10, status: 'unpaid' });

    expect(outcome).toEqual({ kind: 'ignored', why: 'outdated' });
    expect(await statusOf()).toBe('active');
  });

  it('of the same second as another is taken in turn, and neither twice', async () => {
    await apply({ event: 'evt_1', status: 'unpaid' });
    await world.settle(id);
    await apply({ event: 'evt_2', status: 'active' });

    const again = await apply({ event: 'evt_1', status: 'unpaid' });

    expect(again).toEqual({ kind: 'ignored', why: 'repeated' });
    expect(await statusOf()).toBe('active');
  });

  it('of a canceled subscription does nothing more, even in the same second', async () => {
    await apply({ event: 'evt_2', status: 'canceled' });
    await world.settle(id);

    const outcome = await apply({ event: 'evt_1', status: 'active' });

    expect(outcome).toEqual({ kind: 'ignored', why: 'subscription_ended' });
    expect(await statusOf()).toBe('suspended');
  });

  it('that could not be carried out does not undo what came after it', async () => {
    await apply({ event: 'evt_0', atS: 1, tiers: ['pro'] });
    const refusal = await apply({ event: 'evt_1', atS: 10, status: 'unpaid' });
    await world.settle(id);
    await apply({ event: 'evt_2', atS: 20, tiers: ['pro'] });

    const late = await apply({ event: 'evt_1', atS: 10, status: 'unpaid' });

    expect(refusal).toMatchObject({ kind: 'wait' });
    expect(late).toEqual({ kind: 'ignored', why: 'outdated' });
    expect(await statusOf()).toBe('active');
  });

  it('that wants a tenant to run and to change goes on with each delivery', async () => {
    await suspended();
    const paid = { event: 'evt_2', atS: 20, tiers: ['pro'] };

    const first = await apply(paid);
    const between = await apply(paid);
    const status = await statusOf();
    const second = await apply(paid);
    await world.settle(id);
    const third = await apply(paid);

    expect([first.kind, between.kind, status]).toEqual(['wait', 'wait', 'active']);
    expect(second).toMatchObject({ kind: 'done', asked: 'update' });
    expect(third).toMatchObject({ kind: 'ignored', why: 'repeated' });
  });

  it('asks once when five deliveries race each other', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, async () => await apply({ status: 'unpaid' })),
    );

    expect(outcomes.filter(({ kind }) => kind === 'done')).toHaveLength(1);
    expect(outcomes.filter(({ kind }) => kind === 'ignored')).toHaveLength(4);
  });

  it('that the store could not take is as if it had never come', async () => {
    const store: Store = {
      ...world.store,
      transact: async (work) =>
        await world.store.transact(async (transaction) => {
          await work(transaction);
          throw new Error('The connection is lost');
        }),
    };

    await expect(apply({ status: 'unpaid' }, store)).rejects.toThrow('lost');
    expect(await apply({ status: 'unpaid' })).toMatchObject({ asked: 'suspend' });
  });
});

describe('applyBilling() with another subscription', () => {
  const second = { id: 'sub_2', beganAt: time(100), tiers: ['pro'] };

  it('follows a later one that is paid for, and not the end of the former', async () => {
    await apply({ event: 'evt_1', atS: 10 });
    await apply({ ...second, event: 'evt_2', atS: 100 });
    await world.settle(id);

    const end = await apply({ event: 'evt_3', atS: 110, status: 'canceled' });

    expect(end).toEqual({ kind: 'ignored', why: 'other_subscription' });
    expect(await world.settle(id)).toMatchObject({ status: 'active', tier: 'pro' });
  });

  it.each(['incomplete', 'incomplete_expired', 'unpaid'])(
    'does not care for a later one that is %s',
    async (status) => {
      await apply({ event: 'evt_1', atS: 10 });

      const outcome = await apply({ ...second, event: 'evt_2', atS: 100, status });

      expect(outcome).toEqual({ kind: 'ignored', why: 'other_subscription' });
      expect(await statusOf()).toBe('active');
    },
  );

  it('does not follow an earlier one while the later one is paid for', async () => {
    await apply({ ...second, event: 'evt_1', atS: 100 });
    await world.settle(id);

    const outcome = await apply({ event: 'evt_2', atS: 120 });

    expect(outcome).toEqual({ kind: 'ignored', why: 'other_subscription' });
  });

  it('brings a tenant back when a new one begins after the end of the former', async () => {
    await apply({ event: 'evt_1', atS: 10, status: 'canceled' });
    await world.settle(id);

    const outcome = await apply({ ...second, event: 'evt_2', atS: 100, tiers: ['free'] });

    expect(outcome).toMatchObject({ kind: 'done', asked: 'resume' });
  });

  it('goes back to an earlier one that is still paid for when the later one ends', async () => {
    await apply({ ...second, event: 'evt_1', atS: 100, tiers: ['free'] });
    await apply({ ...second, event: 'evt_2', atS: 110, status: 'canceled' });
    await world.settle(id);

    const stale = await apply({ event: 'evt_0', atS: 105 });
    const outcome = await apply({ event: 'evt_3', atS: 120 });

    expect(stale).toEqual({ kind: 'ignored', why: 'other_subscription' });
    expect(outcome).toMatchObject({ kind: 'done', asked: 'resume' });
  });
});

describe('applyBilling() without a tenant', () => {
  const nobody = { kind: 'id', id: '99999999-9999-4999-8999-999999999999' } as const;

  it.each([
    nobody,
    { kind: 'slug', product: 'demo', slug: 'nobody', organizationId: 'default' } as const,
    // The name is held by a tenant of another organization.
    { kind: 'slug', product: 'demo', slug: 'acme', organizationId: 'other' } as const,
    { kind: 'unreadable' } as const,
  ])('waits for whom someone pays for: %j', async (tenant) => {
    expect(await apply({ tenant })).toEqual({ kind: 'unknown_tenant' });
  });

  it.each(['unpaid', 'canceled', 'past_due'])(
    'has nothing to do for one that is %s',
    async (status) => {
      const outcome = await apply({ tenant: nobody, status });

      expect(outcome).toEqual({ kind: 'ignored', why: 'unknown_tenant' });
    },
  );

  it('has nothing to do with a subscription that names none', async () => {
    const outcome = await apply({ tenant: { kind: 'none' }, status: 'unpaid' });

    expect(outcome).toEqual({ kind: 'ignored', why: 'no_tenant' });
  });

  it('finds one by product and slug', async () => {
    const named = { product: 'demo', slug: 'acme', organizationId: 'default' };
    const tenant = { kind: 'slug', ...named } as const;

    expect(await apply({ tenant, status: 'unpaid' })).toMatchObject({ asked: 'suspend' });
  });

  it.each(['active', 'unpaid'])('leaves a deleted one alone that is %s', async (status) => {
    await world.delete(id);
    await world.settle(id);

    expect(await apply({ status })).toEqual({ kind: 'ignored', why: 'tenant_deleted' });
  });

  it('waits for one that can still be restored: it may come back unpaid', async () => {
    await world.store.transact(async (transaction) => {
      const tenant = await transaction.get('tenants', id);
      if (tenant === undefined) return;
      const purge_at = new Date(world.clock.now() + 3_600_000).toISOString();
      const leaving = { desired: 'deleted', status: 'deleting', purge_at } as const;
      transaction.put('tenants', id, { ...tenant, ...leaving });
    });

    expect(await apply({ status: 'unpaid' })).toMatchObject({ kind: 'wait' });
  });

  it('waits until a tenant has come to be', async () => {
    world.close();
    await open();

    const early = await apply({ status: 'unpaid' });
    await world.settle(id);
    const late = await apply({ status: 'unpaid' });

    expect(early).toEqual({ kind: 'wait', code: 'action_not_allowed' });
    expect(late).toMatchObject({ asked: 'suspend' });
  });

  it('gives up what the product does not offer', async () => {
    world.close();
    await open(aBlueprint());
    await world.settle(id);

    expect(await apply({ status: 'unpaid' })).toMatchObject({ kind: 'not_offered' });
  });
});

async function rewriteTier(tier: string): Promise<void> {
  await world.store.transact(async (transaction) => {
    const tenant = await transaction.get('tenants', id);
    if (tenant !== undefined) transaction.put('tenants', id, { ...tenant, tier });
  });
}
