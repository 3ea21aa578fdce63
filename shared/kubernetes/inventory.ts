import type { InventoryEntry } from '../tenant/tenant.ts';
import { digestOf } from './digest.ts';
import { type ObjectRef, type ObservedObject, refKey, refOf } from './object.ts';
import type { StagedObject } from './stage.ts';

/** What has to happen so that the inventory holds exactly the wanted objects. */
export interface InventoryDiff {
  /** New ones and ones whose digest differs, in the order given. */
  readonly toApply: readonly StagedObject[];
  /** Entries that nobody wants any more, the last one first. */
  readonly toPrune: readonly InventoryEntry[];
  /** Entries whose object is wanted exactly as it was applied: they cost no call. */
  readonly unchanged: readonly InventoryEntry[];
}

/**
 * Compares the wanted objects with what was applied, by digest. Entries without a digest were
 * created once by a step of their own (generated Secrets, Jobs): they are neither applied nor
 * pruned here. Throws when two wanted objects have the same name.
 */
export function diffInventory(
  wanted: readonly StagedObject[],
  have: readonly InventoryEntry[],
): InventoryDiff {
  const wantedByKey = keyed(wanted);
  const haveByKey = new Map(have.map((entry) => [refKey(refOfEntry(entry)), entry]));
  const isUnchanged = (key: string) => {
    const staged = wantedByKey.get(key);
    return staged !== undefined && haveByKey.get(key)?.digest === digestOf(staged.object);
  };
  return {
    toApply: [...wantedByKey].filter(([key]) => !isUnchanged(key)).map(([, staged]) => staged),
    toPrune: [...haveByKey]
      // A copy of something else has no digest of its own; whoever copies takes it away.
      .filter(([key, { digest, source_version }]) => {
        const isApplied = digest !== undefined && source_version === undefined;
        return isApplied && !wantedByKey.has(key);
      })
      .map(([, entry]) => entry)
      .toReversed(),
    unchanged: [...haveByKey].filter(([key]) => isUnchanged(key)).map(([, entry]) => entry),
  };
}

function keyed(wanted: readonly StagedObject[]): ReadonlyMap<string, StagedObject> {
  const byKey = new Map(wanted.map((staged) => [refKey(refOf(staged.object)), staged]));
  if (byKey.size !== wanted.length) {
    throw new TypeError('Cannot compare with the inventory: two wanted objects have one name');
  }
  return byKey;
}

/** The inventory's entry of an object as the cluster holds it; without a digest: created once. */
export function entryOf(observed: ObservedObject, digest?: string): InventoryEntry {
  const { apiVersion, kind, metadata } = observed;
  const { name, namespace, uid } = metadata;
  return {
    api_version: apiVersion,
    kind,
    ...(namespace !== undefined && { namespace }),
    name,
    uid,
    ...(digest !== undefined && { digest }),
  };
}

/** The reference of the object that an entry is about. */
export function refOfEntry({ api_version, kind, namespace, name }: InventoryEntry): ObjectRef {
  return {
    apiVersion: api_version,
    kind,
    ...(namespace !== undefined && { namespace }),
    name,
  };
}
