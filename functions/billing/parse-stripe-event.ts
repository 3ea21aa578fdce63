import { z } from 'zod';
import { TenantryError } from '../../shared/tenant/errors.ts';
import type {
  SubscribedTenant,
  SubscriptionEvent,
} from '../../shared/use-cases/subscription-event.ts';
import { parseJson } from '../http/parse-json.ts';

/** The events that say how a subscription stands; each carries the whole subscription. */
const subscriptionEvents: readonly string[] = [
  'customer.subscription.created',
  'customer.subscription.updated',
  'customer.subscription.deleted',
  'customer.subscription.paused',
  'customer.subscription.resumed',
];

// Up to the year 9999, as far as RFC 3339 goes.
const unixTime = z
  .int()
  .min(0)
  .max(253_402_300_799)
  .transform((seconds) => new Date(seconds * 1000).toISOString());
const idText = z.string().min(1).max(255);
const metadata = z.record(z.string(), z.string()).default({});

const headSchema = z.object({ id: idText, type: z.string() });

const subscriptionEventSchema = headSchema.extend({
  created: unixTime,
  data: z.object({
    object: z.object({
      ...{ id: idText, status: z.string().min(1).max(64), created: unixTime, metadata },
      items: z.object({
        data: z.array(z.object({ price: z.object({ id: idText, metadata }) })).max(100),
      }),
    }),
  }),
});

const idPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const namePattern = /^[a-z0-9][a-z0-9-]{0,62}$/;

/**
 * What happened to which subscription, from the body of an event; undefined: to something else. A
 * price says its tier in its metadata (`tier`). Throws `invalid_event` for what is no event of Stripe's
 * (API `2024` and later), or as `parseJson` does.
 */
export function parseStripeEvent(body: Uint8Array): SubscriptionEvent | undefined {
  const json = parseJson(body);
  const head = parsed(headSchema, json);
  if (!subscriptionEvents.includes(head.type)) return undefined;
  const { id, created, data } = parsed(subscriptionEventSchema, json);
  const { items, ...subscription } = data.object;
  const prices = items.data.map(({ price }) => price);
  const tiers = prices.flatMap((price) => price.metadata['tier'] ?? []);
  return {
    ...{ id, at: created },
    subscription: {
      ...{ id: subscription.id, status: subscription.status, beganAt: subscription.created },
      tenant: tenantOf(subscription.metadata),
      prices: prices.map((price) => price.id),
      tiers: [...new Set(tiers)],
    },
  };
}

function tenantOf(named: Readonly<Record<string, string>>): SubscribedTenant {
  const { tenant_id: id, tenant_slug: slug, product = '' } = named;
  const { organization_id: organizationId = 'default' } = named;
  if (id !== undefined) return idPattern.test(id) ? { kind: 'id', id } : { kind: 'unreadable' };
  if (slug === undefined) return { kind: 'none' };
  const isName = namePattern.test(slug) && namePattern.test(product);
  return isName ? { kind: 'slug', product, slug, organizationId } : { kind: 'unreadable' };
}

function parsed<T>(schema: z.ZodType<T>, json: unknown): T {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const where = result.error.issues.map(({ path }) => path.join('.') || 'the body').join(', ');
  throw new TenantryError('invalid_event', `Cannot read the event: look at ${where}`);
}
