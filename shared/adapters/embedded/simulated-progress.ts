import { type ObservedObject, refOf } from '../../kubernetes/object.ts';
import { fieldsOf } from './simulated-defaults.ts';
import {
  finishedJob,
  isFinishedJob,
  podsOfRun,
  type SimulatedOutcome,
  startedJob,
} from './simulated-job.ts';
import { simulatedKey } from './simulated-kinds.ts';
import type { SimulatedObjects, SimulatedRecord } from './simulated-objects.ts';
import { simulatedPod, simulatedPodName } from './simulated-pod.ts';
import {
  boundClaim,
  rolledOut,
  rolledOutSet,
  routedIngress,
  syncedSecret,
} from './simulated-rollout.ts';

/**
 * Name of the ConfigMap that says which Jobs of its namespace fail. Each key is the name of a Job or
 * whole parts of it between hyphens (`acme` means `provision-1a2b3c4d-acme` too); its value is what
 * the failed container said last.
 */
export const simulationPlanName = 'tenantry-simulation';

/** What progress needs besides the objects. */
export interface Progress {
  readonly objects: SimulatedObjects;
  readonly newUid: () => string;
}

// An object takes at most four turns in its life; a longer run would be a mistake in a rule.
const turnsMax = 100_000;

/**
 * Lets everything happen that is due by now, in the order of its times, as the controllers of a
 * real cluster would have done. Times come from what is stored, so a restart changes nothing.
 */
export function advanceSimulation(progress: Progress, nowMs: number): void {
  for (let turn = 0; turn < turnsMax; turn += 1) {
    const record = progress.objects.due(nowMs);
    if (record?.nextMs === undefined) return;
    happen(progress, record, record.nextMs);
  }
}

function happen(progress: Progress, record: SimulatedRecord, atMs: number): void {
  const { objects } = progress;
  if (record.object.metadata.deletionTimestamp !== undefined) {
    removeWithDependents(objects, record.object);
    return;
  }
  switch (record.object.kind) {
    case 'Job':
      continueJob(progress, record, atMs);
      return;
    case 'Deployment':
      objects.put(rolledOut(record, atMs));
      return;
    case 'StatefulSet':
      objects.put(rolledOutSet(record));
      return;
    case 'PersistentVolumeClaim':
      objects.put(boundClaim(record));
      return;
    case 'Ingress':
      objects.put(routedIngress(record));
      return;
    case 'ExternalSecret':
      objects.put(syncedSecret(record, atMs));
      return;
    default:
      objects.put({ ...record, nextMs: undefined });
  }
}

/** Removes an object and what goes with it: a namespace's content, a Job's pods. */
function removeWithDependents(objects: SimulatedObjects, object: ObservedObject): void {
  const { kind, metadata } = object;
  const space = kind === 'Namespace' ? metadata.name : metadata.namespace;
  const dependents = objects
    .inNamespace(space ?? '')
    .filter((record) => kind === 'Namespace' || isOwnedBy(record.object, metadata.uid));
  for (const record of dependents) objects.remove(simulatedKey(refOf(record.object)));
  objects.remove(simulatedKey(refOf(object)));
}

function isOwnedBy({ metadata }: ObservedObject, uid: string): boolean {
  return (metadata.ownerReferences ?? []).some((owner) => owner.uid === uid);
}

function continueJob(progress: Progress, record: SimulatedRecord, atMs: number): void {
  const { objects } = progress;
  if (isFinishedJob(record.object)) {
    // Its time to live after the end is over.
    removeWithDependents(objects, record.object);
    return;
  }
  if (fieldsOf(record.object['status'])['startTime'] === undefined) {
    const started = startedJob(record, atMs);
    putPods(progress, started.object, { atMs, count: 1 });
    objects.put(started);
    return;
  }
  const outcome = { failure: plannedFailure(objects, record.object) };
  putPods(progress, record.object, {
    atMs,
    count: podsOfRun(record.object, outcome.failure),
    outcome,
  });
  objects.put(finishedJob(record, outcome, atMs));
}

interface Pods {
  readonly atMs: number;
  readonly count: number;
  readonly outcome?: SimulatedOutcome;
}

function putPods({ objects, newUid }: Progress, job: ObservedObject, pods: Pods): void {
  const startTime = String(fieldsOf(job['status'])['startTime']);
  for (let attempt = 0; attempt < pods.count; attempt += 1) {
    const namespace = job.metadata.namespace ?? '';
    const before = objects.get({ kind: 'Pod', namespace, name: simulatedPodName(job, attempt) });
    const uid = before?.object.metadata.uid ?? newUid();
    const object = simulatedPod(job, { ...pods, attempt, uid, startTime });
    objects.put({ object, applied: undefined, nextMs: undefined });
  }
}

/** The message with which a Job fails by the plan of its namespace: a key is its name or whole parts of it. */
function plannedFailure(
  objects: SimulatedObjects,
  { metadata }: ObservedObject,
): string | undefined {
  const namespace = metadata.namespace ?? '';
  const plan = objects.get({ kind: 'ConfigMap', namespace, name: simulationPlanName });
  const match = Object.entries(fieldsOf(plan?.object['data'])).find(([key]) =>
    `-${metadata.name}-`.includes(`-${key}-`),
  );
  return match === undefined ? undefined : String(match[1]);
}
