import type { KubernetesObject } from '@kubernetes/client-node';
import { driftedFields } from '../../kubernetes/field-drift.ts';
import { fieldRights } from '../../kubernetes/field-rights.ts';
import type { ObservedObject } from '../../kubernetes/object.ts';
import { withoutFields } from '../../kubernetes/without-fields.ts';
import type { Cluster } from '../../ports/cluster.ts';

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
  const { uid, resourceVersion } = have.metadata;
  const { takenBack, yielded } = fieldRights(driftedFields(object, have));
  const pointers = yielded.map(({ pointer }) => pointer);
  const takesOver = takenBack.some(({ owners }) => owners.length > 0);
  return await cluster.apply(withoutFields(object, pointers), { uid, resourceVersion, takesOver });
}
