import { type OperationWish, startOperation } from '../provisioning/start-operation.ts';
import type { OperationKind } from '../tenant/operation.ts';
import type { TenantStatus } from '../tenant/tenant.ts';
import { assertNotDeleted, findTenant } from './find-tenant.ts';
import { grantWish, type WishAnswer } from './grant-wish.ts';
import {
  assertAllowed,
  assertGeneration,
  type TenantWishInput,
  type TenantWishPorts,
} from './tenant-wish.ts';

/** What a tenant is called while an operation of this kind waits for its turn. */
const statusByKind: Readonly<Record<OperationKind, TenantStatus>> = {
  create: 'queued',
  update: 'updating',
  upgrade: 'updating',
  rollback: 'updating',
  suspend: 'suspending',
  resume: 'resuming',
  restore: 'resuming',
  repair: 'active',
  delete: 'deleting',
};

/**
 * Records the wish to try the failed operation again. Rejects with `tenant_not_found`,
 * `tenant_deleted`, `generation_mismatch`, or `action_not_allowed` with the actions that are.
 */
export async function retryTenant(
  ports: TenantWishPorts,
  input: TenantWishInput,
): Promise<WishAnswer> {
  return await grantWish(ports, input, async (transaction) => {
    const tenant = await findTenant(transaction, input);
    assertNotDeleted(tenant);
    assertGeneration(tenant, input.ifGeneration);
    assertAllowed(tenant, 'retry');
    const { id: retryOf, kind } = tenant.last_operation;
    const wish: OperationWish = {
      operationId: ports.newId(),
      kind,
      status: statusByKind[kind],
      desired: tenant.desired,
      actor: input.principal.id,
      requestId: input.requestId,
      retryOf,
    };
    const retried = await startOperation(transaction, ports.catalog, { tenant, wish });
    transaction.put('tenants', tenant.id, retried);
    return { tenant: retried, isWork: true };
  });
}
