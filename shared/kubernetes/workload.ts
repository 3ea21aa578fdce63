import type { KubernetesObject, V1Deployment, V1StatefulSet } from '@kubernetes/client-node';
import type { ObservedObject } from './object.ts';

const workloadKinds: readonly string[] = ['apps/v1 Deployment', 'apps/v1 StatefulSet'];

/** Whether the object runs pods in a number that can be scaled. */
export function isWorkload({ apiVersion, kind }: KubernetesObject): boolean {
  return workloadKinds.includes(`${apiVersion} ${kind}`);
}

/** How many pods a workload should have, if it says so: under an autoscaler it does not. */
export function wantedReplicas(workload: KubernetesObject): number | undefined {
  return (workload as V1Deployment | V1StatefulSet).spec?.replicas;
}

/** Whether a workload in the cluster has no pods any more, not even ending ones. */
export function isStopped(workload: ObservedObject): boolean {
  const { status = {} } = workload as { readonly status?: V1Deployment['status'] };
  const { observedGeneration = 0, replicas = 0 } = status;
  // A Deployment counts its ending pods apart (Kubernetes 1.35 and later); a StatefulSet with the others.
  const { terminatingReplicas = 0 } = status;
  const isSeen = observedGeneration >= (workload.metadata.generation ?? 0);
  return wantedReplicas(workload) === 0 && isSeen && replicas + terminatingReplicas === 0;
}
