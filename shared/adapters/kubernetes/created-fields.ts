import { fieldManager } from '../../kubernetes/labels.ts';
import type { ObservedObject } from '../../kubernetes/object.ts';

/** One entry of `metadata.managedFields`. */
type ManagedFields = NonNullable<ObservedObject['metadata']['managedFields']>[number];

/**
 * Whether fields are still booked on our POST. The API server books a POST (`Update`) and an apply
 * of the same manager apart: an apply then conflicts with our own POST, and a field that is no
 * longer applied stays.
 */
export function hasCreatedFields(object: ObservedObject): boolean {
  return (object.metadata.managedFields ?? []).some(isCreated);
}

/**
 * A JSON patch (RFC 6902) that books what we created as applied, in the way of client-go's
 * `csaupgrade`. It fails when the object is another one or has changed.
 */
export function adoptCreatedFields(object: ObservedObject): readonly object[] {
  const { uid, resourceVersion, managedFields = [] } = object.metadata;
  return [
    { op: 'test', path: '/metadata/uid', value: uid },
    { op: 'replace', path: '/metadata/resourceVersion', value: resourceVersion },
    { op: 'replace', path: '/metadata/managedFields', value: adopted(managedFields) },
  ];
}

function adopted(entries: readonly ManagedFields[]): readonly ManagedFields[] {
  const ours = entries.filter((entry) => isCreated(entry) || isApplied(entry));
  const [first] = ours;
  if (first === undefined) return entries;
  const { time: _time, ...rest } = first;
  const fieldsV1 = ours.map((entry) => entry.fieldsV1 ?? {}).reduce(union);
  const others = entries.filter((entry) => !ours.includes(entry));
  return [{ ...rest, operation: 'Apply', fieldsV1 }, ...others];
}

function isCreated(entry: ManagedFields): boolean {
  return isOurs(entry) && entry.operation === 'Update';
}

function isApplied(entry: ManagedFields): boolean {
  return isOurs(entry) && entry.operation === 'Apply';
}

function isOurs(entry: ManagedFields): boolean {
  return entry.manager === fieldManager && !entry.subresource;
}

/** The union of two field sets: tries of JSON objects whose leaves are empty objects. */
function union(a: object, b: object): object {
  const merged: Record<string, unknown> = { ...a };
  for (const [key, value] of Object.entries(b)) {
    merged[key] = union((merged[key] ?? {}) as object, value as object);
  }
  return merged;
}
