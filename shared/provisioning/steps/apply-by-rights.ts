import type { KubernetesObject } from '@kubernetes/client-node';
import { driftedFields, type FieldDrift } from '../../kubernetes/field-drift.ts';
import { fieldRights } from '../../kubernetes/field-rights.ts';
import { withKeptReplicas } from '../../kubernetes/kept-replicas.ts';
import type { ObservedObject } from '../../kubernetes/object.ts';
import { withoutFields } from '../../kubernetes/without-fields.ts';
import type { Cluster } from '../../ports/cluster.ts';

/** An object to apply, and its fields that are taken whoever holds them (RFC 6901). */
export interface Taking {
  readonly object: KubernetesObject;
  readonly taken: readonly string[];
}

/**
 * Applies the object onto what was observed. Leaves out the fields that somebody else means to keep,
 * and takes back what was changed by hand: what is held by whom was seen in the very version that the
 * apply is meant for.
 */
export async function applyByRights(
  cluster: Cluster,
  object: KubernetesObject,
  have: ObservedObject,
): Promise<ObservedObject> {
  return await applyTaking(cluster, { object, taken: [] }, have);
}

/** The same, but for the fields that are taken. */
export async function applyTaking(
  cluster: Cluster,
  { object, taken }: Taking,
  have: ObservedObject,
): Promise<ObservedObject> {
  const { uid, resourceVersion } = have.metadata;
  const rights = fieldRights(driftedFields(object, have));
  const isTaken = ({ pointer }: FieldDrift) => taken.includes(pointer);
  const yielded = rights.yielded.filter((field) => !isTaken(field));
  const takenBack = [...rights.takenBack, ...rights.yielded.filter(isTaken)];
  const pointers = yielded.map(({ pointer }) => pointer);
  const takesOver = takenBack.some(({ owners }) => owners.length > 0);
  const kept = withKeptReplicas(withoutFields(object, pointers), have);
  return await cluster.apply(kept, { uid, resourceVersion, takesOver });
}
