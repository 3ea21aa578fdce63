import type { Page, PageRequest, Store } from '../ports/store.ts';
import type { TenantEvent } from '../tenant/records.ts';
import { findTenant, type TenantQuestion } from './find-tenant.ts';

/** An event as callers see it. */
export type EventView = Omit<TenantEvent, 'schema'>;

/** The tenant's audit trail, oldest first. Rejects with `tenant_not_found`. */
export async function listEvents(
  { store }: { readonly store: Pick<Store, 'get' | 'listEvents'> },
  { page, ...question }: TenantQuestion & { readonly page: PageRequest },
): Promise<Page<EventView>> {
  const tenant = await findTenant(store, question);
  const { items, ...rest } = await store.listEvents(tenant.id, page);
  return { ...rest, items: items.map(({ schema: _, ...view }) => view) };
}
