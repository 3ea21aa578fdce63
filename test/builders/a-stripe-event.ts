/** What a test says of an event about a subscription; the rest is as Stripe sends it. */
export interface StripeEventFacts {
  readonly id?: string;
  readonly type?: string;
  /** Unix time of the event, in seconds. */
  readonly created?: number;
  readonly status?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** The tier that each price names; undefined: it names none. */
  readonly tiers?: readonly (string | undefined)[];
  readonly subscription?: string;
  /** Unix time at which the subscription began. */
  readonly began?: number;
}

/** An event about a subscription to `pro` that is paid for. */
export function aStripeEvent(facts: StripeEventFacts = {}) {
  const { id = 'evt_1', type = 'customer.subscription.updated', created = 1_767_268_810 } = facts;
  const { status = 'active', metadata = {}, tiers = ['pro'], subscription = 'sub_1' } = facts;
  const { began = 1_767_268_800 } = facts;
  const object = {
    ...{ id: subscription, object: 'subscription', status, metadata, created: began },
    ...{ customer: 'cus_1', cancel_at_period_end: false, pause_collection: null },
    items: {
      object: 'list',
      has_more: false,
      data: tiers.map((tier, index) => ({
        ...{ id: `si_${index}`, object: 'subscription_item', quantity: 1 },
        price: {
          ...{ id: `price_${index}`, object: 'price', lookup_key: null, unit_amount: 2000 },
          metadata: tier === undefined ? {} : { tier },
        },
      })),
    },
  };
  return {
    ...{ id, object: 'event', api_version: '2025-09-30.clover', type, created, livemode: false },
    ...{ pending_webhooks: 1, request: { id: null, idempotency_key: null } },
    data: { object, previous_attributes: {} },
  };
}
