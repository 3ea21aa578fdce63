import type {
  V1Condition,
  V1DaemonSetStatus,
  V1Deployment,
  V1JobStatus,
  V1Service,
  V1StatefulSet,
} from '@kubernetes/client-node';
import type { ObservedObject } from './object.ts';

/** Whether an object does what it is there for. `failed` does not mend itself. */
export interface Readiness {
  readonly state: 'ready' | 'progressing' | 'failed';
  /** One CamelCase word that a program can compare. */
  readonly reason: string;
  /** For people, without the object's name: `1 of 2 replicas are available`. */
  readonly message: string;
}

type Rule = (object: ObservedObject) => Readiness;

const ready: Readiness = { state: 'ready', reason: 'Ready', message: 'is ready' };

/** By `Kind`; every other kind goes by its conditions (`conditionReadiness`). */
const rules: ReadonlyMap<string, Rule> = new Map([
  ['Deployment', deploymentReadiness],
  ['StatefulSet', statefulSetReadiness],
  ['DaemonSet', daemonSetReadiness],
  ['Job', jobReadiness],
  ['PersistentVolumeClaim', claimReadiness],
  ['Service', serviceReadiness],
  ['Namespace', phaseReadiness('Active')],
  // Not every ingress controller writes an address, so an Ingress counts as soon as it is there.
  ['Ingress', () => ready],
  ['ExternalSecret', externalSecretReadiness],
]);

/**
 * Readiness as kstatus of sigs.k8s.io/cli-utils computes it: an object on its way out, or whose
 * controller has not seen the newest generation yet, is progressing; then the rule of its kind.
 */
export function readinessOf(object: ObservedObject): Readiness {
  if (object.metadata.deletionTimestamp !== undefined) {
    return progressing('Terminating', 'is being deleted');
  }
  const { generation } = object.metadata;
  const { observedGeneration } = statusOf<{ observedGeneration?: number }>(object);
  if (observedGeneration !== undefined && observedGeneration < (generation ?? 0)) {
    return progressing('NotObserved', 'its controller has not seen the newest generation yet');
  }
  return (rules.get(object.kind) ?? conditionReadiness)(object);
}

function deploymentReadiness(object: ObservedObject): Readiness {
  const { spec, status } = object as unknown as V1Deployment;
  const stuck = conditionOf(object, 'Progressing');
  if (stuck?.reason === 'ProgressDeadlineExceeded') return failed(stuck.reason, stuck.message);
  const failure = conditionOf(object, 'ReplicaFailure');
  const wanted = spec?.replicas ?? 1;
  const {
    observedGeneration,
    updatedReplicas = 0,
    replicas = 0,
    availableReplicas = 0,
  } = status ?? {};
  if (observedGeneration === undefined) return notSeen();
  // Named while it lasts (a quota, say): Kubernetes tries again until the progress deadline.
  if (failure?.status === 'True') return progressing('ReplicaFailure', failure.message);
  if (updatedReplicas < wanted) return counting(updatedReplicas, wanted, 'replicas are updated');
  if (replicas > updatedReplicas) {
    return progressing('OldReplicas', `${replicas - updatedReplicas} old replicas are still there`);
  }
  if (availableReplicas < wanted) {
    return counting(availableReplicas, wanted, 'replicas are available');
  }
  return ready;
}

function statefulSetReadiness(object: ObservedObject): Readiness {
  const { spec, status } = object as unknown as V1StatefulSet;
  const wanted = spec?.replicas ?? 1;
  const { observedGeneration, readyReplicas = 0, updatedReplicas = 0 } = status ?? {};
  if (observedGeneration === undefined) return notSeen();
  if (readyReplicas < wanted) return counting(readyReplicas, wanted, 'replicas are ready');
  // Under OnDelete the old pods stay until somebody deletes them.
  const isRolling = spec?.updateStrategy?.type !== 'OnDelete';
  const updating = wanted - (spec?.updateStrategy?.rollingUpdate?.partition ?? 0);
  if (isRolling && updatedReplicas < updating) {
    return counting(updatedReplicas, updating, 'replicas are updated');
  }
  return ready;
}

function daemonSetReadiness(object: ObservedObject): Readiness {
  const {
    observedGeneration,
    desiredNumberScheduled: wanted = 0,
    updatedNumberScheduled = 0,
    numberAvailable = 0,
  } = statusOf<Partial<V1DaemonSetStatus>>(object);
  if (observedGeneration === undefined) return notSeen();
  if (updatedNumberScheduled < wanted) {
    return counting(updatedNumberScheduled, wanted, 'pods are updated');
  }
  return numberAvailable < wanted ? counting(numberAvailable, wanted, 'pods are available') : ready;
}

// One failed pod is not a failed Job: only the Job's own conditions say how it ended.
function jobReadiness(object: ObservedObject): Readiness {
  const { active = 0, failed: failedPods = 0 } = statusOf<V1JobStatus>(object);
  const isTrue = (type: string) => conditionOf(object, type)?.status === 'True';
  if (isTrue('Complete')) return { state: 'ready', reason: 'Complete', message: 'is complete' };
  if (isTrue('Failed')) {
    const { reason, message } = conditionOf(object, 'Failed') ?? {};
    return failed(reason ?? 'Failed', message ?? 'has failed');
  }
  if (isTrue('Suspended')) return progressing('Suspended', 'is suspended');
  return progressing('Running', `runs (pods: ${active} active, ${failedPods} failed)`);
}

function claimReadiness(object: ObservedObject): Readiness {
  const { phase } = statusOf<{ phase?: string }>(object);
  return phase === 'Lost' ? failed('Lost', 'has lost its volume') : phaseReadiness('Bound')(object);
}

function serviceReadiness(object: ObservedObject): Readiness {
  const { spec, status } = object as unknown as V1Service;
  const isAwaited = spec?.type === 'LoadBalancer' && !status?.loadBalancer?.ingress?.length;
  return isAwaited ? progressing('NoAddress', 'has no load balancer address yet') : ready;
}

/**
 * Ready for the generation that it has now: the operator of external-secrets.io has no
 * observedGeneration, but `syncedResourceVersion` is `<generation>-<hash of the metadata>`.
 */
function externalSecretReadiness(object: ObservedObject): Readiness {
  const { syncedResourceVersion } = statusOf<{ syncedResourceVersion?: string }>(object);
  if (conditionOf(object, 'Ready') === undefined) return notSeen();
  const readiness = conditionReadiness(object);
  const { generation = 0 } = object.metadata;
  const isStale = syncedResourceVersion?.startsWith(`${generation}-`) === false;
  return readiness.state === 'ready' && isStale
    ? progressing('NotSynced', 'is not fetched yet as it is wanted now')
    : readiness;
}

function phaseReadiness(wanted: string): Rule {
  return (object) => {
    const { phase } = statusOf<{ phase?: string }>(object);
    if (phase === wanted) return ready;
    return progressing(phase ?? 'NoPhase', `is ${phase ?? 'without a phase'}, not ${wanted} yet`);
  };
}

/** `Stalled` fails, `Reconciling` and a `Ready` that is not true wait; without conditions: ready. */
function conditionReadiness(object: ObservedObject): Readiness {
  const stalled = conditionOf(object, 'Stalled');
  if (stalled?.status === 'True') return failed(stalled.reason, stalled.message);
  const reconciling = conditionOf(object, 'Reconciling');
  if (reconciling?.status === 'True') return progressing(reconciling.reason, reconciling.message);
  const own = conditionOf(object, 'Ready');
  if (own !== undefined && own.status !== 'True') return progressing(own.reason, own.message);
  return ready;
}

function conditionOf(object: ObservedObject, type: string): V1Condition | undefined {
  const { conditions } = statusOf<{ conditions?: readonly V1Condition[] }>(object);
  return conditions?.find((condition) => condition.type === type);
}

// The API server has validated what it serves; fields may be absent, never of another type.
function statusOf<T>(object: ObservedObject): T {
  return (object['status'] ?? {}) as T;
}

function counting(have: number, wanted: number, what: string): Readiness {
  return progressing('Rolling', `${have} of ${wanted} ${what}`);
}

function notSeen(): Readiness {
  return progressing('NotObserved', 'its controller has not seen it yet');
}

function progressing(reason: string | undefined, message: string | undefined): Readiness {
  return {
    state: 'progressing',
    reason: reason || 'Progressing',
    message: message || 'is not ready',
  };
}

function failed(reason: string | undefined, message: string | undefined): Readiness {
  return { state: 'failed', reason: reason || 'Failed', message: message || 'has failed' };
}
