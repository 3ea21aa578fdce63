import type { Collection, Store } from '../../ports/store.ts';
import type { Tenant } from '../../tenant/tenant.ts';

type TombstoneStore = Pick<Store, 'listEndedTombstones' | 'listOperations' | 'transact'>;

interface Key {
  readonly collection: Collection;
  readonly id: string;
}

/** Most documents that one transaction removes. */
const removalsMax = 200;

/**
 * Removes tombstones whose time is over, with everything that was kept of those tenants; the tombstone
 * goes last, so that what is broken off is found again. Resolves to how many went.
 */
export async function removeTombstones(store: TombstoneStore, limit: number): Promise<number> {
  const ended = await store.listEndedTombstones(limit);
  for (const tenant of ended) await removeTombstone(store, tenant);
  return ended.length;
}

async function removeTombstone(store: TombstoneStore, tenant: Tenant): Promise<void> {
  const { id, event_count, generation } = tenant;
  await removeOperations(store, id);
  await removeAll(store, numbered('events', id, event_count));
  // A revision has the number of the generation that brought it.
  await removeAll(store, numbered('revisions', id, generation));
  await removeAll(store, [
    { collection: 'repairs', id },
    { collection: 'billing', id },
    { collection: 'ledger', id },
    { collection: 'tenants', id },
  ]);
}

/** Whatever the page, the next one is the first again: what was listed is gone. */
async function removeOperations(store: TombstoneStore, tenantId: string): Promise<void> {
  for (;;) {
    const { items, next } = await store.listOperations(tenantId, { limit: removalsMax });
    await removeAll(
      store,
      items.map(({ id }) => ({ collection: 'operations', id })),
    );
    if (next === undefined) return;
  }
}

function numbered(collection: Collection, tenantId: string, count: number): readonly Key[] {
  return Array.from({ length: count }, (_, index) => ({
    collection,
    id: `${tenantId}/${index + 1}`,
  }));
}

async function removeAll(store: TombstoneStore, keys: readonly Key[]): Promise<void> {
  for (let start = 0; start < keys.length; start += removalsMax) {
    const part = keys.slice(start, start + removalsMax);
    await store.transact(async (transaction) => {
      for (const { collection, id } of part) transaction.remove(collection, id);
    });
  }
}
