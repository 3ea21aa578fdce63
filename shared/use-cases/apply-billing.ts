import { blueprintOf } from '../blueprint/blueprint-versions.ts';
import type { Transaction } from '../ports/store.ts';
import { TenantryError } from '../tenant/errors.ts';
import type { Tenant } from '../tenant/tenant.ts';
import type { Granted } from './grant-wish.ts';
import {
  type BillingMove,
  type BillingWish,
  billingActor,
  type IgnoredReason,
  nextBilling,
} from './next-billing.ts';
import { publishHint } from './publish-hint.ts';
import { decideResumption } from './resume-tenant.ts';
import { demandOf, type SubscribedTenant, type SubscriptionEvent } from './subscription-event.ts';
import { decideSuspension } from './suspend-tenant.ts';
import type { TenantWishPorts } from './tenant-wish.ts';
import { decideUpdate } from './update-tenant.ts';

/** What came of an event. `wait` and `unknown_tenant`: it must be delivered again. */
export type BillingOutcome =
  | { readonly kind: 'ignored'; readonly why: IgnoredReason | 'no_tenant' | 'unknown_tenant' }
  | { readonly kind: 'not_offered'; readonly tenant: Tenant }
  | { readonly kind: 'unknown_tenant' }
  | { readonly kind: 'wait'; readonly code: string; readonly tenant?: Tenant }
  | {
      readonly kind: 'done';
      readonly tenant: Tenant;
      readonly asked: BillingWish['kind'] | 'nothing';
      readonly lacksTier: boolean;
    };

/** What one attempt wrote, and whether the engine has work. */
interface Written {
  readonly outcome: BillingOutcome;
  readonly isWork: boolean;
}

/**
 * Asks of a tenant what its subscription wants: stopped while nobody pays, running again, of the tier
 * that is paid for. The wish and the memory of the event are one transaction, so the same event twice,
 * at once or late, asks once. Rejects as the store does.
 */
export async function applyBilling(
  ports: TenantWishPorts,
  event: SubscriptionEvent,
): Promise<BillingOutcome> {
  try {
    const { outcome, isWork } = await ports.store.transact(
      async (transaction) => await decide(transaction, ports, event),
    );
    if (isWork && 'tenant' in outcome && outcome.tenant !== undefined) {
      await publishHint(ports, outcome.tenant.id);
    }
    return outcome;
  } catch (error) {
    if (!(error instanceof TenantryError) || !waitCodes.includes(error.code)) throw error;
    return { kind: 'wait', code: error.code };
  }
}

/** What time or a person mends. */
const waitCodes: readonly string[] = ['operation_running', 'action_not_allowed'];

async function decide(
  transaction: Transaction,
  ports: TenantWishPorts,
  event: SubscriptionEvent,
): Promise<Written> {
  const { subscription } = event;
  if (subscription.tenant.kind === 'none') return idle({ kind: 'ignored', why: 'no_tenant' });
  const tenant = await findSubscribed(transaction, subscription.tenant);
  if (tenant === undefined) return idle(unknownTenant(event));
  const record = await transaction.get('billing', tenant.id);
  const { tiers = [], operations = [] } = blueprintOf(ports.catalog, tenant.blueprint) ?? {};
  const move = nextBilling({ tenant, record, event, tiers });
  if (move.kind === 'ignore') return idle({ kind: 'ignored', why: move.why });
  if (move.wish !== undefined && !operations.includes(move.wish.kind)) {
    return idle({ kind: 'not_offered', tenant });
  }
  return await carryOut(transaction, ports, { tenant, move, event });
}

interface ToCarryOut {
  readonly tenant: Tenant;
  readonly move: Extract<BillingMove, { kind: 'carry-out' }>;
  readonly event: SubscriptionEvent;
}

async function carryOut(
  transaction: Transaction,
  ports: TenantWishPorts,
  { tenant: have, move, event }: ToCarryOut,
): Promise<Written> {
  const { wish, record, isDone, lacksTier } = move;
  const granted =
    wish === undefined
      ? { tenant: have, isWork: false }
      : await grant(transaction, ports, { tenant: have, wish, event });
  transaction.put('billing', have.id, record);
  const { tenant, isWork } = granted;
  if (!isDone) return { outcome: { kind: 'wait', code: 'operation_running', tenant }, isWork };
  const asked = wish?.kind ?? 'nothing';
  return { outcome: { kind: 'done', tenant, asked, lacksTier }, isWork };
}

interface ToGrant {
  readonly tenant: Tenant;
  readonly wish: BillingWish;
  readonly event: SubscriptionEvent;
}

async function grant(
  transaction: Transaction,
  ports: TenantWishPorts,
  { tenant, wish, event }: ToGrant,
): Promise<Granted> {
  const { organization_id } = tenant;
  const principal = {
    id: billingActor,
    organization_id,
    role: 'operator',
    is_global: false,
  } as const;
  // The audit trail leads to the event in Stripe's dashboard.
  const input = { principal, tenantId: tenant.id, requestId: event.id };
  switch (wish.kind) {
    case 'suspend':
      return await decideSuspension(transaction, ports, { ...input, reason: wish.reason });
    case 'resume':
      return await decideResumption(transaction, ports, input);
    case 'update':
      return await decideUpdate(transaction, ports, { ...input, patch: { tier: wish.tier } });
    default:
      return wish satisfies never;
  }
}

async function findSubscribed(
  transaction: Transaction,
  named: SubscribedTenant,
): Promise<Tenant | undefined> {
  if (named.kind === 'id') return await transaction.get('tenants', named.id);
  if (named.kind !== 'slug') return undefined;
  const claim = await transaction.get('claims', `slug:${named.product}:${named.slug}`);
  if (claim?.organization_id !== named.organizationId) return undefined;
  return await transaction.get('tenants', claim.tenant_id);
}

/** Someone who pays for a tenant that there is not yet, or not any more, must not be forgotten. */
function unknownTenant({ subscription }: SubscriptionEvent): BillingOutcome {
  if (demandOf(subscription.status) === 'serve') return { kind: 'unknown_tenant' };
  return { kind: 'ignored', why: 'unknown_tenant' };
}

function idle(outcome: BillingOutcome): Written {
  return { outcome, isWork: false };
}
