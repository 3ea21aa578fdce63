import { driftedFields, type FieldDrift } from '../../kubernetes/field-drift.ts';
import { type IngressSight, ingressSightOf } from '../../kubernetes/ingress-sight.ts';
import { type ObservedObject, refOf } from '../../kubernetes/object.ts';
import { type Readiness, readinessOf } from '../../kubernetes/readiness.ts';
import type { InventoryEntry } from '../../tenant/tenant.ts';
import type { WantedObject } from '../wanted-objects.ts';

/** What the walk saw of an object that a tenant should have; small, because many are kept. */
export interface Sighting {
  /** `Kind namespace/name`. */
  readonly name: string;
  readonly uid: string;
  readonly isTerminating: boolean;
  /** Absent: it is ready. */
  readonly unready?: Readiness;
  /** Wanted fields that are not ours any more. */
  readonly drift: readonly FieldDrift[];
  /** Of an Ingress. */
  readonly ingress?: IngressSight;
}

/** What to compare an object with. */
export interface Expected {
  readonly wanted: WantedObject;
  /** What the inventory says of it. */
  readonly entry: InventoryEntry | undefined;
  /** Pointers of its kind that are not looked at. */
  readonly ignored: readonly string[];
  readonly name: string;
}

/** Compares an object with what was applied. Fields only when it was applied as it is wanted now. */
export function sightingOf(live: ObservedObject, expected: Expected): Sighting {
  const { wanted, entry, ignored, name } = expected;
  const { uid, deletionTimestamp } = live.metadata;
  const readiness = readinessOf(live);
  const isComparable = entry?.uid === uid && isCurrent(wanted, entry);
  const drift = isComparable ? driftedFields(wanted.object, live) : [];
  return {
    name,
    uid,
    isTerminating: deletionTimestamp !== undefined,
    ...(readiness.state !== 'ready' && { unready: readiness }),
    ...(live.kind === 'Ingress' && { ingress: ingressSightOf(refOf(live), live) }),
    drift: drift.filter(({ pointer }) => !ignored.some((pattern) => covers(pattern, pointer))),
  };
}

/** Whether the inventory has the object as it is wanted now. */
export function isCurrent({ digests }: WantedObject, entry: InventoryEntry | undefined): boolean {
  return entry?.digest !== undefined && digests.includes(entry.digest);
}

/** Whether the pattern (a JSON pointer with `*`) names this field or something above it. */
function covers(pattern: string, pointer: string): boolean {
  const parts = pointer.split('/');
  return pattern.split('/').every((part, index) => part === '*' || part === parts[index]);
}
