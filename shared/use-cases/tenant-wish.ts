import type { Catalog } from '../blueprint/blueprint.ts';
import { blueprintOf } from '../blueprint/blueprint-versions.ts';
import type { Transaction } from '../ports/store.ts';
import type { Sealing } from '../ports/vault.ts';
import { startOperation } from '../provisioning/start-operation.ts';
import { allowedActions, isBusy, type TenantAction } from '../tenant/allowed-actions.ts';
import { TenantryError } from '../tenant/errors.ts';
import type { OperationKind } from '../tenant/operation.ts';
import type { BeforeChange, DesiredState, Tenant } from '../tenant/tenant.ts';
import { assertFresh, assertSameChange, bindingOfChange } from './assert-planned.ts';
import { assertNotDeleted, findTenant } from './find-tenant.ts';
import {
  type Granted,
  grantWish,
  type WishAnswer,
  type WishInput,
  type WishPorts,
} from './grant-wish.ts';

/** What a wish about a tenant that there is acts through. */
export interface TenantWishPorts extends WishPorts {
  readonly catalog: Catalog;
  /** A random UUID v4. */
  readonly newId: () => string;
}

/** What deciding about a wish needs. */
export interface DecisionPorts extends Pick<TenantWishPorts, 'catalog' | 'newId'> {
  /** Absent: secret values are refused. */
  readonly sealing?: Pick<Sealing, 'sealer'> | undefined;
}

/**
 * Decides about a wish in a transaction: refuses it by throwing, or writes what becomes of it. A plan
 * runs the same decision and drops what it writes.
 */
export type Decision<Input extends TenantWishInput> = (
  transaction: Transaction,
  ports: DecisionPorts,
  input: Input,
) => Promise<Granted>;

/** A wish about a tenant that there is. */
export interface TenantWishInput extends WishInput {
  readonly tenantId: string;
  /** The generation that the caller has seen; absent: any. */
  readonly ifGeneration?: number;
}

/**
 * Grants a wish as its decision has it. With a plan it rejects with `invalid_plan_id`,
 * `plan_of_other_tenant`, `plan_stale` or `plan_mismatch` too.
 */
export async function grantTenantWish<Input extends TenantWishInput>(
  ports: TenantWishPorts,
  input: Input,
  decide: Decision<Input>,
): Promise<WishAnswer> {
  const { planId } = input;
  return await grantWish(ports, input, async (transaction) => {
    if (planId === undefined) return await decide(transaction, ports, input);
    const have = await findTenant(transaction, input);
    assertNotDeleted(have);
    const plan = assertFresh(planId, have);
    const granted = await decide(transaction, ports, input);
    assertSameChange(plan, bindingOfChange(ports.catalog, have, granted));
    return granted;
  });
}

/**
 * The tenant that a wish is about. Rejects with `tenant_not_found`, `tenant_deleted` or, when the
 * caller has seen another generation, `generation_mismatch`.
 */
export async function readWishedTenant(
  transaction: Transaction,
  input: TenantWishInput,
): Promise<Tenant> {
  const tenant = await findTenant(transaction, input);
  assertNotDeleted(tenant);
  assertGeneration(tenant, input.ifGeneration);
  return tenant;
}

/** Throws `generation_mismatch` when the caller has seen another generation. */
export function assertGeneration({ slug, generation }: Tenant, seen: number | undefined): void {
  if (seen === undefined || seen === generation) return;
  throw new TenantryError(
    'generation_mismatch',
    `Cannot change tenant "${slug}": it is at generation ${generation}, not ${seen}; read it again`,
  );
}

/** What an action is asked of, and when. */
export interface ActionCheck {
  readonly catalog: Catalog;
  readonly tenant: Tenant;
  /** RFC 3339 UTC. */
  readonly now: string;
}

/**
 * Throws unless the tenant allows this action now: `operation_running` while an operation is under
 * way, else `action_not_allowed`; both name the actions that are allowed.
 */
export function assertAllowed(action: TenantAction, { catalog, tenant, now }: ActionCheck): void {
  const offered = blueprintOf(catalog, tenant.blueprint)?.operations ?? [];
  const allowed_actions = allowedActions(tenant, { offered, now });
  if (allowed_actions.includes(action)) return;
  const { slug, status, last_operation: operation } = tenant;
  const cannot = `Cannot ${verbs[action] ?? action} tenant "${slug}"`;
  if (isBusy(tenant)) {
    throw new TenantryError(
      'operation_running',
      `${cannot}: its operation ${operation.kind} is under way; ${wayOut(allowed_actions)}`,
      { extensions: { allowed_actions, operation } },
    );
  }
  throw new TenantryError('action_not_allowed', `${cannot}: it is ${status}`, {
    extensions: { allowed_actions },
  });
}

/** Actions that are not called as they are spelled. */
const verbs: Readonly<Partial<Record<TenantAction, string>>> = { rollback: 'roll back' };

function wayOut(allowed: readonly TenantAction[]): string {
  if (allowed.includes('cancel')) return 'wait for it or cancel it';
  return allowed.includes('restore') ? 'restore it first' : 'wait for it';
}

/** An operation to start on a tenant whose record is changed already. */
export interface WishedOperation {
  /** The tenant as it was read. */
  readonly have: Tenant;
  readonly tenant: Tenant;
  readonly kind: OperationKind;
  readonly desired: DesiredState;
  /** Why, in the words of who asked. */
  readonly reason?: string;
  /** The operation that this one repeats. */
  readonly retryOf?: string;
}

/** Starts the operation that a wish asks for and writes the tenant. */
export async function startWish(
  transaction: Transaction,
  { catalog, newId }: DecisionPorts,
  wished: WishedOperation & { readonly input: WishInput },
): Promise<Granted> {
  const { have, tenant, kind, desired, reason, retryOf = null, input } = wished;
  const { principal, requestId } = input;
  const operationId = newId();
  const wish = { operationId, kind, desired, actor: principal.id, requestId, retryOf };
  const started = await startOperation(transaction, catalog, {
    tenant: { ...tenant, before: beforeChange(have, kind) },
    wish: { ...wish, ...(reason !== undefined && { reason }) },
  });
  transaction.put('tenants', started.id, started);
  return { tenant: started, isWork: true };
}

/**
 * What cancelling this change takes back to while it has not begun; null: what it has reached stays.
 * One that takes the place of another that has not begun leads back behind both.
 */
function beforeChange(have: Tenant, kind: OperationKind): BeforeChange | null {
  if (kind === 'create' || kind === 'restore' || kind === 'delete') return null;
  if (have.before !== null) return have.before;
  const isServed = have.status === 'active' || have.status === 'suspended';
  if (!isServed) return null;
  const { status, desired, suspension, blueprint, tier, params, revision } = have;
  const { pending, claims, error_code, error_message } = have;
  return {
    ...{ status, desired, suspension, blueprint, tier, params, revision },
    ...{ pending, claims, error_code, error_message },
    is_current: have.observed_generation === have.generation,
  };
}
