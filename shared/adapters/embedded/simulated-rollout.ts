import type { ObservedObject } from '../../kubernetes/object.ts';
import { fieldsOf } from './simulated-defaults.ts';
import type { SimulatedRecord } from './simulated-objects.ts';
import { kubernetesTime } from './simulated-time.ts';

/** How long a workload takes to become available, a claim to be bound, a secret to be fetched and an Ingress to be routed, in milliseconds. */
export const simulatedRolloutMs = 500;

/** A Deployment whose pods are all ready, for the generation that it has now. */
export function rolledOut({ object, applied }: SimulatedRecord, atMs: number): SimulatedRecord {
  const replicas = Number(fieldsOf(object['spec'])['replicas'] ?? 1);
  const time = kubernetesTime(atMs);
  const times = { status: 'True', lastUpdateTime: time, lastTransitionTime: time };
  const available = {
    type: 'Available',
    ...times,
    reason: 'MinimumReplicasAvailable',
    message: 'Deployment has minimum availability.',
  };
  const progressing = {
    type: 'Progressing',
    ...times,
    reason: 'NewReplicaSetAvailable',
    message: `ReplicaSet of "${object.metadata.name}" has successfully progressed.`,
  };
  const status = {
    observedGeneration: object.metadata.generation,
    ...replicaCounts(replicas),
    terminatingReplicas: 0,
    conditions: [available, progressing],
  };
  return { applied, object: { ...object, status }, nextMs: undefined };
}

// A real Deployment leaves counts of zero out.
function replicaCounts(replicas: number): object {
  if (replicas === 0) return {};
  return {
    replicas,
    updatedReplicas: replicas,
    readyReplicas: replicas,
    availableReplicas: replicas,
  };
}

/** A StatefulSet whose pods are all ready, for the generation that it has now. */
export function rolledOutSet({ object, applied }: SimulatedRecord): SimulatedRecord {
  const replicas = Number(fieldsOf(object['spec'])['replicas'] ?? 1);
  const status = {
    observedGeneration: object.metadata.generation,
    // Unlike a Deployment, it says these even when they are zero.
    replicas: 0,
    availableReplicas: 0,
    ...replicaCounts(replicas),
  };
  return { applied, object: { ...object, status }, nextMs: undefined };
}

/** A claim that has got its volume. */
export function boundClaim({ object, applied }: SimulatedRecord): SimulatedRecord {
  const spec = fieldsOf(object['spec']);
  const { requests } = fieldsOf(spec['resources']);
  const status = { phase: 'Bound', accessModes: spec['accessModes'], capacity: requests };
  const bound = { ...object, spec: { ...spec, volumeName: `pvc-${object.metadata.uid}` }, status };
  return { applied, object: bound, nextMs: undefined };
}

/**
 * An ExternalSecret whose values were fetched, as the operator says it. There is no provider, so no
 * Secret is made: nothing here reads one.
 */
export function syncedSecret({ object, applied }: SimulatedRecord, atMs: number): SimulatedRecord {
  const time = kubernetesTime(atMs);
  const status = {
    conditions: [
      {
        type: 'Ready',
        status: 'True',
        lastTransitionTime: time,
        reason: 'SecretSynced',
        message: 'secret synced',
      },
    ],
    refreshTime: time,
    syncedResourceVersion: `${object.metadata.generation}-simulated`,
  };
  return { applied, object: { ...object, status }, nextMs: undefined };
}

/** Whether the cluster has a controller for this Ingress: one for the class `nginx`, as on the rig. */
export function isRouted({ kind, spec }: ObservedObject): boolean {
  return kind === 'Ingress' && fieldsOf(spec)['ingressClassName'] === 'nginx';
}

/** An Ingress whose controller says where it is reached: an address of documentation (RFC 5737). */
export function routedIngress({ object, applied }: SimulatedRecord): SimulatedRecord {
  const status = { loadBalancer: { ingress: [{ ip: '203.0.113.7' }] } };
  return { applied, object: { ...object, status }, nextMs: undefined };
}
