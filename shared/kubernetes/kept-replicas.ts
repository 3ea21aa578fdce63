import type { KubernetesObject, V1Deployment } from '@kubernetes/client-node';
import { memberOf, ownedFieldsOf } from './field-tree.ts';
import { fieldManager } from './labels.ts';
import type { ObservedObject } from './object.ts';
import { isWorkload, wantedReplicas } from './workload.ts';

/**
 * The object with the number of pods that it has, where it leaves that to an autoscaler and we have
 * said one before: taking the field out would go through the default, a single pod.
 */
export function withKeptReplicas<T extends KubernetesObject>(object: T, have: ObservedObject): T {
  const replicas = wantedReplicas(have);
  const isLeftOpen = isWorkload(object) && wantedReplicas(object) === undefined;
  if (!isLeftOpen || replicas === undefined || !wasApplied(have)) return object;
  return { ...object, spec: { ...(object as V1Deployment).spec, replicas } };
}

/** Only what was applied is taken out by an apply that does not say it. */
function wasApplied(have: ObservedObject): boolean {
  return ownedFieldsOf(have).some(({ owner, fields }) => {
    const isOwn = owner.manager === fieldManager && owner.operation === 'Apply';
    const spec = memberOf(fields, 'spec');
    return isOwn && spec !== undefined && memberOf(spec, 'replicas') !== undefined;
  });
}
