import { fieldManager } from '../../kubernetes/labels.ts';
import type { ObservedObject } from '../../kubernetes/object.ts';

/** One entry of `metadata.managedFields`. */
type ManagedFields = NonNullable<ObservedObject['metadata']['managedFields']>[number];

/**
 * Whether fields are booked on our POST or on our scaling. The API server books a POST (`Update`),
 * the subresource `scale` and an apply of the same manager apart: an apply then conflicts with
 * ourselves, and a created field that is no longer applied stays.
 */
export function hasUnappliedFields(object: ObservedObject): boolean {
  return (object.metadata.managedFields ?? []).some((entry) => isCreated(entry) || isScaled(entry));
}

/**
 * A JSON patch (RFC 6902) that books what we created as applied, in the way of client-go's
 * `csaupgrade`, and what we scaled on nobody: the number stays, and who applies one sets it. It
 * fails when the object is another one or has changed.
 */
export function adoptUnappliedFields(object: ObservedObject): readonly object[] {
  const { uid, resourceVersion, managedFields = [] } = object.metadata;
  const kept = managedFields.filter((entry) => !isScaled(entry));
  return [
    { op: 'test', path: '/metadata/uid', value: uid },
    { op: 'replace', path: '/metadata/resourceVersion', value: resourceVersion },
    { op: 'replace', path: '/metadata/managedFields', value: adopted(kept) },
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
  return isOurs(entry) && !entry.subresource && entry.operation === 'Update';
}

function isApplied(entry: ManagedFields): boolean {
  return isOurs(entry) && !entry.subresource && entry.operation === 'Apply';
}

function isScaled(entry: ManagedFields): boolean {
  return isOurs(entry) && entry.subresource === 'scale';
}

function isOurs({ manager }: ManagedFields): boolean {
  return manager === fieldManager;
}

/** The union of two field sets: tries of JSON objects whose leaves are empty objects. */
function union(a: object, b: object): object {
  const merged: Record<string, unknown> = { ...a };
  for (const [key, value] of Object.entries(b)) {
    merged[key] = union((merged[key] ?? {}) as object, value as object);
  }
  return merged;
}
