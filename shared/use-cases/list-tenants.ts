import type { Page, Store, TenantQuery } from '../ports/store.ts';
import type { Principal } from '../tenant/principal.ts';
import { type TenantView, tenantView } from './tenant-view.ts';

/** Which tenants are asked for, and by whom. */
export interface ListTenantsInput {
  readonly principal: Principal;
  readonly query: Omit<TenantQuery, 'organizationId'>;
}

/** One page of the tenants that the caller may see. */
export async function listTenants(
  { store }: { readonly store: Pick<Store, 'listTenants'> },
  { principal, query }: ListTenantsInput,
): Promise<Page<TenantView>> {
  const scope = principal.is_global ? {} : { organizationId: principal.organization_id };
  const { items, next } = await store.listTenants({ ...query, ...scope });
  const views = items.map(tenantView);
  return next === undefined ? { items: views } : { items: views, next };
}
