/** The tenant that a subscription names. `unreadable`: it names one that there cannot be. */
export type SubscribedTenant =
  | { readonly kind: 'id'; readonly id: string }
  | {
      readonly kind: 'slug';
      readonly product: string;
      readonly slug: string;
      /** A name that is free again may be another organization's by now. */
      readonly organizationId: string;
    }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'none' };

/** A subscription as it was when the event happened. */
export interface Subscription {
  readonly id: string;
  /** In Stripe's words: `active`, `unpaid` … */
  readonly status: string;
  /** When it began. Times are RFC 3339 UTC, whole seconds. */
  readonly beganAt: string;
  readonly tenant: SubscribedTenant;
  /** What is paid for. */
  readonly prices: readonly string[];
  /** The tiers that those prices name, each once. */
  readonly tiers: readonly string[];
}

/** Something that happened to a subscription. */
export interface SubscriptionEvent {
  readonly id: string;
  readonly at: string;
  readonly subscription: Subscription;
}

/** What a subscription of this status asks of its tenant; `nothing` is a time of grace. */
export type SubscriptionDemand = 'serve' | 'suspend' | 'nothing';

const demands: ReadonlyMap<string, SubscriptionDemand> = new Map([
  ['active', 'serve'],
  ['trialing', 'serve'],
  ['unpaid', 'suspend'],
  ['paused', 'suspend'],
  ['canceled', 'suspend'],
  ['incomplete_expired', 'suspend'],
]);

/** What the status demands; one that nobody knows demands nothing. */
export function demandOf(status: string): SubscriptionDemand {
  return demands.get(status) ?? 'nothing';
}

/** Whether a subscription of this status never changes again. */
export function isEndedStatus(status: string): boolean {
  return status === 'canceled' || status === 'incomplete_expired';
}
