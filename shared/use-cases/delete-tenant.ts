import type { Catalog } from '../blueprint/blueprint.ts';
import { blueprintOf } from '../blueprint/blueprint-versions.ts';
import { TenantryError } from '../tenant/errors.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { addMs } from '../tenant/time.ts';
import { assertNotDeleted, findTenant } from './find-tenant.ts';
import type { WishAnswer } from './grant-wish.ts';
import {
  assertGeneration,
  type Decision,
  grantTenantWish,
  startWish,
  type TenantWishInput,
  type TenantWishPorts,
} from './tenant-wish.ts';

/**
 * Records the wish to delete a tenant; repeated while that goes on, it changes nothing. A tier with
 * soft deletion only stops at first and can be restored for a while. Rejects with `tenant_not_found`,
 * `tenant_deleted`, `generation_mismatch` or `deletion_protected`.
 */
export async function deleteTenant(
  ports: TenantWishPorts,
  input: TenantWishInput,
): Promise<WishAnswer> {
  return await grantTenantWish(ports, input, decideDeletion);
}

/** The decision about that wish. */
export const decideDeletion: Decision<TenantWishInput> = async (transaction, ports, input) => {
  const tenant = await findTenant(transaction, input);
  assertNotDeleted(tenant);
  if (tenant.status === 'deleting') return { tenant, isWork: true };
  assertGeneration(tenant, input.ifGeneration);
  assertUnprotected(tenant);
  const purge_at = purgeTime(ports.catalog, tenant, transaction.now());
  return await startWish(transaction, ports, {
    have: tenant,
    tenant: { ...tenant, purge_at },
    ...{ kind: 'delete', desired: 'deleted', input },
  });
};

/** What never served is not worth keeping; a deletion that is asked for again goes on as it began. */
function purgeTime(catalog: Catalog, tenant: Tenant, now: string): string | null {
  if (tenant.purge_at !== null || tenant.good_revisions.length === 0) return tenant.purge_at;
  const ms = blueprintOf(catalog, tenant.blueprint)?.softDeleteMs?.(tenant.tier) ?? 0;
  return ms > 0 ? addMs(now, ms) : null;
}

/** Throws `deletion_protected`. */
export function assertUnprotected({ slug, deletion_protection }: Tenant): void {
  if (!deletion_protection) return;
  throw new TenantryError(
    'deletion_protected',
    `Cannot delete tenant "${slug}": it has deletion protection; switch that off first`,
  );
}
