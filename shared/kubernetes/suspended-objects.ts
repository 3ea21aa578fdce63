import type { KubernetesObject } from '@kubernetes/client-node';
import type { StagedObject } from './stage.ts';
import { isWorkload } from './workload.ts';

/**
 * The same objects as they are while a tenant is suspended: workloads without pods, CronJobs that
 * start nothing. What resuming brings back is not in them but remembered with the tenant.
 */
export function suspendedObjects(objects: readonly StagedObject[]): readonly StagedObject[] {
  return objects.map(({ stage, object }) => ({ stage, object: suspendedObject(object) }));
}

function suspendedObject(object: KubernetesObject): KubernetesObject {
  if (isWorkload(object)) return withSpec(object, { replicas: 0 });
  const isCronJob = object.apiVersion === 'batch/v1' && object.kind === 'CronJob';
  return isCronJob ? withSpec(object, { suspend: true }) : object;
}

function withSpec(
  object: KubernetesObject & { readonly spec?: object },
  spec: object,
): KubernetesObject & { readonly spec: object } {
  return { ...object, spec: { ...object.spec, ...spec } };
}
