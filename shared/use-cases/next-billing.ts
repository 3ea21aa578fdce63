import type { BillingRecord } from '../tenant/billing-record.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { demandOf, isEndedStatus, type SubscriptionEvent } from './subscription-event.ts';

/** Who asks for what billing asks for: the actor of operations and events. */
export const billingActor = 'billing';

/** Why an event changes nothing and is not remembered either. */
export type IgnoredReason =
  | 'repeated'
  | 'outdated'
  | 'subscription_ended'
  | 'other_subscription'
  | 'tenant_deleted';

/** What is to be asked of the tenant. */
export type BillingWish =
  | { readonly kind: 'suspend'; readonly reason: string }
  | { readonly kind: 'resume' }
  | { readonly kind: 'update'; readonly tier: string };

/** What an event comes to. */
export type BillingMove =
  | { readonly kind: 'ignore'; readonly why: IgnoredReason }
  | {
      readonly kind: 'carry-out';
      /** Absent: the tenant is as it should be, or somebody has decided otherwise since. */
      readonly wish?: BillingWish;
      /** What is remembered once the wish is granted. */
      readonly record: BillingRecord;
      /** Whether nothing remains to be asked for when this event comes again. */
      readonly isDone: boolean;
      /** Whether a paid subscription does not say which tier it pays for. */
      readonly lacksTier: boolean;
    };

/** What is known when an event comes in. */
export interface BillingMoment {
  readonly tenant: Tenant;
  readonly record: BillingRecord | undefined;
  readonly event: SubscriptionEvent;
  /** The tiers of the tenant's product. */
  readonly tiers: readonly string[];
}

/** Most events of one second that are remembered. */
const eventIdsMax = 20;

/**
 * The one thing to ask for next. Only a change of the subscription asks for something: what was asked
 * for before and undone by a person stays as the person left it.
 */
export function nextBilling(moment: BillingMoment): BillingMove {
  const why = reasonToIgnore(moment);
  if (why !== undefined) return { kind: 'ignore', why };
  const demand = demandOf(moment.event.subscription.status);
  switch (demand) {
    case 'suspend':
      return suspension(moment);
    case 'serve':
      return service(moment);
    case 'nothing':
      return carryOut(moment, {});
    default:
      return demand satisfies never;
  }
}

function reasonToIgnore({ tenant, record, event }: BillingMoment): IgnoredReason | undefined {
  if (isGone(tenant)) return 'tenant_deleted';
  if (record === undefined) return undefined;
  if (record.subscription_id !== event.subscription.id) {
    return takesOver(record, event) ? undefined : 'other_subscription';
  }
  if (record.event_at === event.at && record.event_ids.includes(event.id)) return 'repeated';
  if (event.at < record.event_at) return 'outdated';
  return isEndedStatus(record.subscription_status) ? 'subscription_ended' : undefined;
}

/** One that can be restored may come back, to what it is then: no event is lost on it. */
function isGone({ desired, status, purge_at }: Tenant): boolean {
  return desired === 'deleted' && (status === 'deleted' || purge_at === null);
}

/**
 * Only a subscription that is paid for takes the place of another: one that began later does, so that
 * the end of the former suspends nobody; an earlier one does when the later one is no longer paid for.
 */
function takesOver(record: BillingRecord, { at, subscription }: SubscriptionEvent): boolean {
  if (demandOf(subscription.status) !== 'serve') return false;
  if (subscription.beganAt > record.subscribed_at) return true;
  return demandOf(record.subscription_status) !== 'serve' && at > record.event_at;
}

function suspension(moment: BillingMoment): BillingMove {
  const { tenant, record, event } = moment;
  const isAsked = record?.state === 'suspended' || tenant.desired === 'suspended';
  const reason = `billing: ${event.subscription.status}`;
  return carryOut(moment, {
    ...(!isAsked && { wish: { kind: 'suspend', reason } }),
    state: 'suspended',
  });
}

/** Runs first, then has its tier: a tenant that is suspended cannot be changed. */
function service(moment: BillingMoment): BillingMove {
  const { tenant, record, event, tiers } = moment;
  const [tier, ...more] = event.subscription.tiers;
  const lacksTier = tier === undefined || more.length > 0 || !tiers.includes(tier);
  const isTierWanted = !lacksTier && tier !== record?.tier && tier !== tenant.tier;
  const isOurSuspension = tenant.desired === 'suspended' && tenant.suspension?.by === billingActor;
  if (isOurSuspension && record?.state !== 'served') {
    const wish: BillingWish = { kind: 'resume' };
    return carryOut(moment, { wish, state: 'served', isDone: !isTierWanted, lacksTier });
  }
  return carryOut(moment, {
    ...(isTierWanted && { wish: { kind: 'update', tier } }),
    ...(!lacksTier && { tier }),
    ...{ state: 'served', lacksTier },
  });
}

interface Outcome {
  readonly wish?: BillingWish;
  readonly state?: BillingRecord['state'];
  readonly tier?: string;
  readonly isDone?: boolean;
  readonly lacksTier?: boolean;
}

function carryOut(moment: BillingMoment, outcome: Outcome): BillingMove {
  const { tenant, record, event } = moment;
  const { wish, state, tier, isDone = true, lacksTier = false } = outcome;
  const { id, status, beganAt } = event.subscription;
  const isSameSecond = record?.subscription_id === id && record.event_at === event.at;
  const former = isSameSecond ? record.event_ids : [];
  return {
    ...{ kind: 'carry-out', isDone, lacksTier },
    ...(wish !== undefined && { wish }),
    record: {
      schema: 1,
      tenant_id: tenant.id,
      organization_id: tenant.organization_id,
      subscription_id: id,
      subscribed_at: beganAt,
      subscription_status: status,
      event_at: event.at,
      // One without a tier is taken again when somebody has given its price one.
      event_ids: isDone && !lacksTier ? [...former, event.id].slice(-eventIdsMax) : former,
      state: state ?? record?.state ?? null,
      tier: tier ?? record?.tier ?? null,
    },
  };
}
