import { type OperationWish, startOperation } from '../provisioning/start-operation.ts';
import { TenantryError } from '../tenant/errors.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { assertNotDeleted, findTenant } from './find-tenant.ts';
import { grantWish, type WishAnswer } from './grant-wish.ts';
import { assertGeneration, type TenantWishInput, type TenantWishPorts } from './tenant-wish.ts';

/**
 * Records the wish to delete a tenant; repeated while that goes on, it changes nothing. Rejects with
 * `tenant_not_found`, `tenant_deleted`, `generation_mismatch` or `deletion_protected`.
 */
export async function deleteTenant(
  ports: TenantWishPorts,
  input: TenantWishInput,
): Promise<WishAnswer> {
  return await grantWish(ports, input, async (transaction) => {
    const tenant = await findTenant(transaction, input);
    assertNotDeleted(tenant);
    if (tenant.status === 'deleting') return { tenant, isWork: true };
    assertGeneration(tenant, input.ifGeneration);
    if (tenant.deletion_protection) throw protectedError(tenant);
    const wish: OperationWish = {
      operationId: ports.newId(),
      kind: 'delete',
      status: 'deleting',
      desired: 'deleted',
      actor: input.principal.id,
      requestId: input.requestId,
      retryOf: null,
    };
    const deleting = await startOperation(transaction, ports.catalog, { tenant, wish });
    transaction.put('tenants', tenant.id, deleting);
    return { tenant: deleting, isWork: true };
  });
}

function protectedError({ id }: Tenant): TenantryError {
  return new TenantryError(
    'deletion_protected',
    `Cannot delete tenant "${id}": it has deletion protection; switch that off first`,
  );
}
