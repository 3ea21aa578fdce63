import type { SecretCopy } from '../../blueprint/secret-spec.ts';
import { refOfEntry } from '../../kubernetes/inventory.ts';
import {
  describeRef,
  type ObjectRef,
  type ObservedObject,
  refKey,
} from '../../kubernetes/object.ts';
import { missingKeys, versionOf } from '../../kubernetes/secret-copy.ts';
import type { Cluster } from '../../ports/cluster.ts';
import { ClusterError } from '../../tenant/cluster-error.ts';
import { sourceRef } from '../steps/copy-secrets.ts';
import type { Fault } from './judge-tenant.ts';
import type { WalkedTenant } from './walk-chunk.ts';

/** Most sources that one look reads; tenants of one product share theirs. */
const sourcesMax = 100;

/** How many are read at a time. */
const width = 10;

/**
 * The copies of Secrets that were made of another state of their source, or not yet, by tenant. Each
 * source is read once, by name, and no copy: the inventory says what it was made of. A source that is
 * gone or may not be read leaves its copies as they are.
 */
export async function staleCopies(
  cluster: Pick<Cluster, 'read'>,
  tenants: readonly WalkedTenant[],
): Promise<ReadonlyMap<string, readonly Fault[]>> {
  const sources = await readSources(cluster, tenants);
  const stale = tenants.map(({ tenant, copies }) => {
    const faults = copies.flatMap((copy) => {
      const source = sources.get(refKey(sourceRef(copy)));
      if (source === undefined || missingKeys(source, copy).length > 0) return [];
      const target = targetRef(copy);
      const key = refKey(target);
      const entry = tenant.inventory.find((each) => refKey(refOfEntry(each)) === key);
      if (entry?.source_version === versionOf(source)) return [];
      const message = `${describeRef(target)} is not a copy of ${describeRef(sourceRef(copy))} as it is now`;
      return [{ key, message, isAboutFields: false }];
    });
    return [tenant.id, faults] as const;
  });
  return new Map(stale.filter(([, faults]) => faults.length > 0));
}

function targetRef({ to: { namespace, name } }: SecretCopy): ObjectRef {
  return { apiVersion: 'v1', kind: 'Secret', namespace, name };
}

async function readSources(
  cluster: Pick<Cluster, 'read'>,
  tenants: readonly WalkedTenant[],
): Promise<ReadonlyMap<string, ObservedObject>> {
  const refs = new Map(
    tenants.flatMap(({ copies }) => copies.map(sourceRef)).map((ref) => [refKey(ref), ref]),
  );
  const asked = [...refs].slice(0, sourcesMax);
  const found: (readonly [string, ObservedObject])[] = [];
  for (let start = 0; start < asked.length; start += width) {
    const looks = asked.slice(start, start + width).map(async ([key, ref]) => {
      const source = await readSource(cluster, ref);
      return source === undefined ? [] : [[key, source] as const];
    });
    found.push(...(await Promise.all(looks)).flat());
  }
  return new Map(found);
}

/** What one namespace does not let us read says nothing of the others. */
async function readSource(
  cluster: Pick<Cluster, 'read'>,
  ref: ObjectRef,
): Promise<ObservedObject | undefined> {
  try {
    return await cluster.read(ref);
  } catch (error) {
    if (error instanceof ClusterError && error.code === 'cluster_forbidden') return undefined;
    throw error;
  }
}
