import type { Blueprint } from '../../shared/blueprint/blueprint.ts';
import type { Tenant } from '../../shared/tenant/tenant.ts';
import { aLifecycleProduct } from '../builders/a-lifecycle-product.ts';
import { aStripeEvent, type StripeEventFacts } from '../builders/a-stripe-event.ts';
import { type ApiAnswer, type ApiWorld, aNewTenant, createApiWorld } from './api-world.ts';
import { type Signing, stripeHeaders, webhookSecret } from './stripe-sender.ts';

/** The API with an active tenant of the tier `free`, and Stripe, which says how it is paid for. */
export interface BilledTenant {
  readonly api: ApiWorld;
  readonly id: string;
  tenant(): Promise<Tenant>;
  /** Sends an event about the tenant's subscription, signed. */
  stripe(facts?: StripeEventFacts, signing?: Signing): Promise<ApiAnswer>;
  /** Sends a body as it is. */
  send(body: string, headers?: Readonly<Record<string, string>>): Promise<ApiAnswer>;
  /** Works until nothing is due. */
  settled(): Promise<Tenant>;
  /** What was asked of the tenant, in order. */
  operations(): Promise<readonly string[]>;
}

/** A new world with such a tenant; close its `api`. */
export async function aBilledTenant(product: Partial<Blueprint> = {}): Promise<BilledTenant> {
  const tiers = ['free', 'pro', 'agency', 'enterprise'];
  const api = await createApiWorld(
    { STRIPE_WEBHOOK_SECRET: webhookSecret },
    aLifecycleProduct({ tiers, ...product }),
  );
  const { json } = await api.call('POST /tenants', { body: aNewTenant() });
  const { id } = json;
  await api.engine.settle(id);
  const send = async (body: string, headers: Readonly<Record<string, string>> = {}) =>
    await api.call('POST /billing/stripe', { body, headers: { ...headers } });
  return {
    ...{ api, id, send },
    tenant: async () => await api.engine.tenant(id),
    stripe: async (facts = {}, signing = {}) => {
      const body = JSON.stringify(aStripeEvent({ metadata: { tenant_id: id }, ...facts }));
      return await send(body, stripeHeaders(body, signing));
    },
    settled: async () => await api.engine.settle(id),
    operations: async () => {
      const { items } = await api.engine.store.listEvents(id, { limit: 100 });
      const asked = items.filter(({ message }) => message.startsWith('Asked to'));
      return asked.map(({ type }) => type.replace('operation.', ''));
    },
  };
}
