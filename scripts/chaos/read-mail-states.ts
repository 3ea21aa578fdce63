import { join } from 'node:path';
import { createEmbeddedStore } from '../../shared/adapters/embedded/create-embedded-store.ts';
import { databaseFileName, openDatabase } from '../../shared/adapters/embedded/open-database.ts';
import type { EffectState } from '../../shared/tenant/effect.ts';
import type { NamedTenant } from './judge-objects.ts';

/** How far the welcome mail of each tenant has come, by the ledger in a data folder. */
export async function readMailStates(
  dataFolder: string,
  tenants: readonly NamedTenant[],
): Promise<ReadonlyMap<string, EffectState>> {
  const database = openDatabase(join(dataFolder, databaseFileName));
  try {
    const store = createEmbeddedStore(database, { clock: { now: Date.now } });
    const states = tenants.map(async ({ id }) => {
      const ledger = await store.get('ledger', id);
      return (ledger?.effects ?? []).map(({ state }) => [id, state] as const);
    });
    return new Map((await Promise.all(states)).flat());
  } finally {
    database.close();
  }
}
