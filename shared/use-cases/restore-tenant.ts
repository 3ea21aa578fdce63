import { isRestorable } from '../tenant/allowed-actions.ts';
import { TenantryError } from '../tenant/errors.ts';
import type { Tenant } from '../tenant/tenant.ts';
import type { WishAnswer } from './grant-wish.ts';
import {
  assertAllowed,
  type Decision,
  grantTenantWish,
  readWishedTenant,
  startWish,
  type TenantWishInput,
  type TenantWishPorts,
} from './tenant-wish.ts';

/**
 * Brings a deleted tenant back while its objects are still there; one that was suspended comes back
 * suspended. Rejects as `readWishedTenant` and `assertAllowed` do, or with `restore_too_late`.
 */
export async function restoreTenant(
  ports: TenantWishPorts,
  input: TenantWishInput,
): Promise<WishAnswer> {
  return await grantTenantWish(ports, input, decideRestoration);
}

/** The decision about that wish. */
export const decideRestoration: Decision<TenantWishInput> = async (transaction, ports, input) => {
  const tenant = await readWishedTenant(transaction, input);
  const now = transaction.now();
  if (tenant.desired === 'deleted' && !isRestorable(tenant, now)) throw tooLate(tenant);
  assertAllowed('restore', { catalog: ports.catalog, tenant, now });
  return await startWish(transaction, ports, {
    have: tenant,
    tenant: { ...tenant, purge_at: null },
    kind: 'restore',
    desired: tenant.suspension === null ? 'active' : 'suspended',
    input,
  });
};

function tooLate({ slug, purge_at }: Tenant): TenantryError {
  const why = purge_at === null ? 'its objects go at once' : `that was possible until ${purge_at}`;
  return new TenantryError('restore_too_late', `Cannot restore tenant "${slug}": ${why}`);
}
