import type { Transaction } from '../ports/store.ts';
import { appendEvent } from '../provisioning/append-event.ts';
import { type Ending, endedOperation, endedTenant } from '../provisioning/finish-operation.ts';
import { TenantryError } from '../tenant/errors.ts';
import { isOperationEnded, type Operation } from '../tenant/operation.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { type Granted, grantWish, type WishAnswer } from './grant-wish.ts';
import {
  assertAllowed,
  readWishedTenant,
  type TenantWishInput,
  type TenantWishPorts,
} from './tenant-wish.ts';

const cancelled: Ending = {
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
    const now = transaction.now();
    assertAllowed('cancel', { catalog: ports.catalog, tenant, now });
    const operation = await transaction.get('operations', id);
    if (operation === undefined) throw ended(tenant);
    const before = await revisionBefore(transaction, tenant, operation);
    return write(transaction, { tenant: { ...tenant, ...before }, operation, input });
  });
}

/** The specification that a change which has not begun takes back to; nothing else is taken back. */
async function revisionBefore(
  transaction: Transaction,
  { id, good_revisions, revision }: Tenant,
  { kind, started_at }: Operation,
): Promise<Partial<Tenant>> {
  const last = good_revisions.at(-1);
  const isChange = kind === 'update' || kind === 'upgrade' || kind === 'rollback';
  if (started_at !== null || !isChange || last === undefined || last === revision) return {};
  const good = await transaction.get('revisions', `${id}/${last}`);
  if (good === undefined) return {};
  const { blueprint, tier, params } = good;
  return { blueprint, tier, params, revision: last };
}

interface Cancelled {
  readonly tenant: Tenant;
  readonly operation: Operation;
  readonly input: TenantWishInput;
}

function write(transaction: Transaction, { tenant, operation, input }: Cancelled): Granted {
  const now = transaction.now();
  const stopped: Tenant = {
    ...endedTenant(tenant, cancelled, { now, tombstoneMs: 0 }),
    generation: tenant.generation + 1,
    // Whoever holds the lease sees the end of the operation and gives it back.
    due: tenant.lease === null ? null : tenant.due,
    record_version: tenant.record_version + 1,
    updated_at: now,
    updated_by: input.principal.id,
  };
  const told = appendEvent(transaction, stopped, {
    type: 'operation.cancelled',
    message: `Operation ${operation.kind} was cancelled`,
    actor: input.principal.id,
    operation_id: operation.id,
    request_id: input.requestId,
  });
  transaction.put('operations', operation.id, endedOperation(operation, cancelled, now));
  transaction.put('tenants', told.id, told);
  return { tenant: told, isWork: true };
}

function ended({ slug, last_operation: operation }: Tenant): TenantryError {
  return new TenantryError(
    'operation_ended',
    `Cannot cancel on tenant "${slug}": its last operation has ended (${operation.state})`,
    { extensions: { operation } },
  );
}
