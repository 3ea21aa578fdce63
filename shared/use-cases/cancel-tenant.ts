import type { Transaction } from '../ports/store.ts';
import { appendEvent } from '../provisioning/append-event.ts';
import { type Ending, endedOperation, endedTenant } from '../provisioning/finish-operation.ts';
import { irreversibleAfterStop } from '../provisioning/irreversible-after-stop.ts';
import { mergeConditions } from '../tenant/condition.ts';
import { TenantryError } from '../tenant/errors.ts';
import { isOperationEnded, type Operation } from '../tenant/operation.ts';
import type { BeforeChange, Tenant } from '../tenant/tenant.ts';
import { type Granted, grantWish, type WishAnswer } from './grant-wish.ts';
import {
  assertAllowed,
  readWishedTenant,
  type TenantWishInput,
  type TenantWishPorts,
} from './tenant-wish.ts';

const cancelled: Extract<Ending, { kind: 'cancelled' }> = {
  kind: 'cancelled',
  error: {
    code: 'operation_cancelled',
    message: 'The operation was cancelled before its end',
    retryable: false,
  },
};

/**
 * Stops the operation under way where it stands: no further step of it begins. A tenant that served
 * goes on serving; a change that had not begun is taken back. Rejects as `readWishedTenant` and
 * `assertAllowed` do, or with `operation_ended` when there is nothing to cancel.
 */
export async function cancelTenant(
  ports: TenantWishPorts,
  input: TenantWishInput,
): Promise<WishAnswer> {
  return await grantWish(ports, input, async (transaction) => {
    const tenant = await readWishedTenant(transaction, input);
    const { id, state } = tenant.last_operation;
    if (isOperationEnded(state)) throw ended(tenant);
    const { catalog } = ports;
    assertAllowed('cancel', { catalog, tenant, now: transaction.now() });
    const operation = await transaction.get('operations', id);
    if (operation === undefined) throw ended(tenant);
    const irreversible_revision = irreversibleAfterStop(catalog, tenant, operation);
    return write(transaction, { tenant: { ...tenant, irreversible_revision }, operation, input });
  });
}

interface Cancelled {
  readonly tenant: Tenant;
  readonly operation: Operation;
  readonly input: TenantWishInput;
}

function write(transaction: Transaction, { tenant, operation, input }: Cancelled): Granted {
  const now = transaction.now();
  const { before, claims } = tenant;
  const moved: Tenant = {
    ...tenant,
    generation: tenant.generation + 1,
    // Whoever holds the lease sees the end of the operation and gives it back.
    due: tenant.lease === null ? null : tenant.due,
    record_version: tenant.record_version + 1,
    updated_at: now,
    updated_by: input.principal.id,
  };
  const stopped =
    before === null
      ? endedTenant(moved, cancelled, { now, tombstoneMs: 0 })
      : takenBack(moved, before, now);
  const told = appendEvent(transaction, stopped, {
    type: 'operation.cancelled',
    message: `Operation ${operation.kind} was cancelled${before === null ? '' : ' before it began'}`,
    actor: input.principal.id,
    operation_id: operation.id,
    request_id: input.requestId,
  });
  // Names that only the change wanted are free again.
  for (const name of claims.filter((each) => !told.claims.includes(each))) {
    transaction.remove('claims', name);
  }
  transaction.put('operations', operation.id, endedOperation(operation, cancelled, now));
  transaction.put('tenants', told.id, told);
  return { tenant: told, isWork: true };
}

/** The tenant as if the change had never been asked for. */
function takenBack(tenant: Tenant, before: BeforeChange, at: string): Tenant {
  const { is_current: isCurrent, ...former } = before;
  const { generation, observed_generation, last_operation } = tenant;
  const idle = { type: 'Progressing', status: 'False', reason: 'OperationCancelled' } as const;
  const message = 'The last change was taken back before it began';
  return {
    ...tenant,
    ...former,
    before: null,
    observed_generation: isCurrent ? generation : observed_generation,
    last_operation: { ...last_operation, state: 'cancelled' },
    conditions: mergeConditions(tenant.conditions, [{ ...idle, message }], { at, generation }),
  };
}

function ended({ slug, last_operation: operation }: Tenant): TenantryError {
  return new TenantryError(
    'operation_ended',
    `Cannot cancel an operation of tenant "${slug}": the last one has ended (${operation.state})`,
    { extensions: { operation } },
  );
}
