import type { LogFields, Logger } from '../../shared/ports/logger.ts';
import type { Tenant } from '../../shared/tenant/tenant.ts';
import type { BillingOutcome } from '../../shared/use-cases/apply-billing.ts';
import { demandOf, type SubscriptionEvent } from '../../shared/use-cases/subscription-event.ts';

/** Writes what came of an event; `docs/alerts.md` says of each line what to do. */
export function logOutcome(
  logger: Logger,
  event: SubscriptionEvent,
  outcome: BillingOutcome,
): void {
  const fields = { ...fieldsOf(event), ...outcomeFields(outcome) };
  if (isUnpriced(outcome)) logger.error('Missing the tier of a price', fields);
  else if (outcome.kind === 'not_offered') logger.error('Refusing what billing asks', fields);
  else if (outcome.kind === 'unknown_tenant') logger.warn('Missing the tenant of a payer', fields);
  else if (outcome.kind === 'wait') logger.warn('Postponing a billing event', fields);
  else if (isPaidInVain(event, outcome)) logger.warn('Missing the tenant of a payer', fields);
  else logger.info('Answering a billing event', fields);
}

function fieldsOf({ id, subscription }: SubscriptionEvent): LogFields {
  const { tenant, status, prices, tiers } = subscription;
  return {
    ...{ event_id: id, subscription_id: subscription.id, subscription_status: status },
    ...{ prices: prices.join(' '), tiers: tiers.join(' ') },
    ...(tenant.kind === 'id' && { tenant_id: tenant.id }),
    ...(tenant.kind === 'slug' && { product: tenant.product, slug: tenant.slug }),
  };
}

function outcomeFields(outcome: BillingOutcome): LogFields {
  return {
    outcome: outcome.kind,
    ...('tenant' in outcome && outcome.tenant !== undefined && idsOf(outcome.tenant)),
    ...('why' in outcome && { why: outcome.why }),
    ...('code' in outcome && { code: outcome.code }),
    ...('asked' in outcome && { asked: outcome.asked }),
  };
}

function idsOf({ id, product, slug }: Tenant): LogFields {
  return { tenant_id: id, product, slug };
}

function isUnpriced(outcome: BillingOutcome): boolean {
  return outcome.kind === 'done' && outcome.lacksTier;
}

/** Someone still pays for a tenant that was deleted. */
function isPaidInVain({ subscription }: SubscriptionEvent, outcome: BillingOutcome): boolean {
  const isDeleted = outcome.kind === 'ignored' && outcome.why === 'tenant_deleted';
  return isDeleted && demandOf(subscription.status) === 'serve';
}
