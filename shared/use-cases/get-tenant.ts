import type { Store } from '../ports/store.ts';
import { assertNotDeleted, findTenant, type TenantQuestion } from './find-tenant.ts';
import { type TenantView, tenantView } from './tenant-view.ts';

/** The tenant. Rejects with `tenant_not_found`, or `tenant_deleted` while its tombstone lives. */
export async function getTenant(
  { store }: { readonly store: Pick<Store, 'get'> },
  question: TenantQuestion,
): Promise<TenantView> {
  const tenant = await findTenant(store, question);
  assertNotDeleted(tenant);
  return tenantView(tenant);
}
