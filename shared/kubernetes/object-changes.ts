import type { KubernetesObject } from '@kubernetes/client-node';
import { type Disruption, disruptionOf, disruptionOfDelete } from './disruption.ts';
import { type FieldChange, fieldChanges } from './field-changes.ts';
import { type ObjectRef, refKey, refOf } from './object.ts';

/** A field that changes, as callers see it. */
export interface ShownChange extends FieldChange {
  /** True: a value of a Secret; what it was and will be is not told. */
  readonly is_secret: boolean;
}

/** What happens to one object. */
export interface ObjectChange {
  readonly object: ObjectRef;
  readonly action: 'create' | 'update' | 'delete' | 'none';
  /** Of an update; what is created or deleted is so as a whole. */
  readonly fields: readonly ShownChange[];
  readonly disruption: Disruption;
}

/**
 * What leads from the objects that there are to those that are wanted: in the order of the wanted
 * ones, then the deletions, the last one first. No value of a Secret is in it.
 */
export function objectChanges(
  have: readonly KubernetesObject[],
  want: readonly KubernetesObject[],
): readonly ObjectChange[] {
  const haveByKey = byKey(have);
  const wantByKey = byKey(want);
  const gone = [...haveByKey].filter(([key]) => !wantByKey.has(key)).map(([, object]) => object);
  return [
    ...[...wantByKey].map(([key, object]) => changeOf(haveByKey.get(key), object)),
    ...gone.toReversed().map(deletionOf),
  ];
}

function byKey(objects: readonly KubernetesObject[]): ReadonlyMap<string, KubernetesObject> {
  return new Map(objects.map((object) => [refKey(refOf(object)), object]));
}

function changeOf(have: KubernetesObject | undefined, want: KubernetesObject): ObjectChange {
  const object = refOf(want);
  if (have === undefined) return { object, action: 'create', fields: [], disruption: 'none' };
  const fields = shownChanges(have, want);
  if (fields.length === 0) return { object, action: 'none', fields, disruption: 'none' };
  return { object, action: 'update', fields, disruption: disruptionOf(have, fields) };
}

function deletionOf(have: KubernetesObject): ObjectChange {
  return {
    object: refOf(have),
    action: 'delete',
    fields: [],
    disruption: disruptionOfDelete(have),
  };
}

// Annotations too: `kubectl apply` leaves a copy of the whole object in one.
const secretFields = /^\/(data|stringData|metadata\/annotations)(\/|$)/;

/** The fields in which two states of one object differ; of a Secret's values only that they do. */
export function shownChanges(
  have: KubernetesObject,
  want: KubernetesObject,
): readonly ShownChange[] {
  const isSecret = want.apiVersion === 'v1' && want.kind === 'Secret';
  return fieldChanges(have, want).map((change) =>
    isSecret && secretFields.test(change.path)
      ? { path: change.path, from: null, to: null, is_secret: true }
      : { ...change, is_secret: false },
  );
}
