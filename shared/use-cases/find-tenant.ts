import type { Documents } from '../ports/store.ts';
import { TenantryError } from '../tenant/errors.ts';
import { canSee, type Principal } from '../tenant/principal.ts';
import type { Tenant } from '../tenant/tenant.ts';

/** Reads one document by collection and id: the store itself, or one of its transactions. */
export interface TenantReader {
  get(collection: 'tenants', id: string): Promise<Documents['tenants'] | undefined>;
}

/** Which tenant, and who asks. */
export interface TenantQuestion {
  readonly principal: Principal;
  readonly tenantId: string;
}

/**
 * The tenant, tombstones included. Rejects with `tenant_not_found` when there is none or the caller
 * may not know of it: the two cannot be told apart.
 */
export async function findTenant(
  reader: TenantReader,
  { principal, tenantId }: TenantQuestion,
): Promise<Tenant> {
  const tenant = await reader.get('tenants', tenantId);
  if (tenant !== undefined && canSee(principal, tenant.organization_id)) return tenant;
  throw new TenantryError('tenant_not_found', `Cannot find tenant "${tenantId}"`);
}

/** Throws `tenant_deleted` for a tombstone. */
export function assertNotDeleted({ slug, status }: Tenant): void {
  if (status !== 'deleted') return;
  throw new TenantryError('tenant_deleted', `Cannot show tenant "${slug}": it was deleted`);
}
