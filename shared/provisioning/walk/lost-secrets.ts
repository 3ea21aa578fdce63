import { refOfEntry } from '../../kubernetes/inventory.ts';
import type { Cluster } from '../../ports/cluster.ts';
import type { InventoryEntry } from '../../tenant/tenant.ts';
import { partInTurn } from './part-in-turn.ts';
import type { WalkedTenant } from './walk-chunk.ts';

/** Most Secrets that one look reads. */
const readsMax = 100;

/** How many are read at a time. */
const width = 10;

/**
 * The generated and copied Secrets that are gone, by tenant; only tenants all of whose Secrets were read are in
 * the answer. They are read by name, because nobody may list them: a part each walk, in turn.
 */
export async function lostSecrets(
  cluster: Cluster,
  tenants: readonly WalkedTenant[],
  walk: number,
): Promise<ReadonlyMap<string, readonly InventoryEntry[]>> {
  const having = tenants.filter(({ tenant }) => secretsOf(tenant.inventory).length > 0);
  const lost = new Map<string, readonly InventoryEntry[]>();
  const costOf = ({ tenant }: WalkedTenant) => secretsOf(tenant.inventory).length;
  for (const { tenant } of partInTurn(having, { walk, costOf, costMax: readsMax })) {
    lost.set(tenant.id, await missing(cluster, secretsOf(tenant.inventory)));
  }
  return lost;
}

function secretsOf(inventory: readonly InventoryEntry[]): readonly InventoryEntry[] {
  return inventory.filter(({ kind, digest }) => kind === 'Secret' && digest === undefined);
}

async function missing(
  cluster: Cluster,
  secrets: readonly InventoryEntry[],
): Promise<readonly InventoryEntry[]> {
  const lost: InventoryEntry[] = [];
  for (let start = 0; start < secrets.length; start += width) {
    const part = secrets.slice(start, start + width);
    const found = await Promise.all(part.map(async (each) => await cluster.read(refOfEntry(each))));
    lost.push(...part.filter((_, index) => found[index] === undefined));
  }
  return lost;
}
