import type { ObservedObject } from '../../kubernetes/object.ts';
import { fieldsOf } from './simulated-defaults.ts';
import type { SimulatedRecord } from './simulated-objects.ts';
import { kubernetesTime } from './simulated-time.ts';

/** How long a simulated Job runs, in milliseconds. */
const simulatedJobMs = 2_000;

// Kubernetes allows any backoffLimit; more pods than these would only fill the database.
const failedPodsMax = 7;

/** How a run ends: well, or with the message that its container left. */
export interface SimulatedOutcome {
  readonly failure: string | undefined;
}

/** A Job whose first pod starts. */
export function startedJob({ object, applied }: SimulatedRecord, atMs: number): SimulatedRecord {
  const status = { startTime: kubernetesTime(atMs), active: 1, terminating: 0, ready: 0 };
  return {
    applied,
    object: { ...object, status: { ...status, uncountedTerminatedPods: {} } },
    nextMs: atMs + simulatedJobMs,
  };
}

/** A Job at the end of its run; the next thing that happens to it is its time to live. */
export function finishedJob(
  { object, applied }: SimulatedRecord,
  { failure }: SimulatedOutcome,
  atMs: number,
): SimulatedRecord {
  const { startTime } = fieldsOf(object['status']);
  const { ttlSecondsAfterFinished: ttl } = fieldsOf(object['spec']);
  const ended = failure === undefined ? completed(atMs) : failed(podsOfRun(object, failure), atMs);
  const status = { ...ended, startTime, terminating: 0, uncountedTerminatedPods: {}, ready: 0 };
  const nextMs = typeof ttl === 'number' ? atMs + ttl * 1000 : undefined;
  return { applied, object: { ...object, status }, nextMs };
}

function completed(atMs: number): object {
  const why = {
    reason: 'CompletionsReached',
    message: 'Reached expected number of succeeded pods',
  };
  return {
    conditions: conditions(['SuccessCriteriaMet', 'Complete'], why, atMs),
    completionTime: kubernetesTime(atMs),
    succeeded: 1,
  };
}

function failed(pods: number, atMs: number): object {
  const why = {
    reason: 'BackoffLimitExceeded',
    message: 'Job has reached the specified backoff limit',
  };
  return { conditions: conditions(['FailureTarget', 'Failed'], why, atMs), failed: pods };
}

function conditions(types: readonly string[], why: object, atMs: number): readonly object[] {
  const time = kubernetesTime(atMs);
  return types.map((type) => ({
    type,
    status: 'True',
    lastProbeTime: time,
    lastTransitionTime: time,
    ...why,
  }));
}

/** How many pods a run leaves: a failing one is tried `backoffLimit` times more. */
export function podsOfRun(job: ObservedObject, failure: string | undefined): number {
  if (failure === undefined) return 1;
  const { backoffLimit } = fieldsOf(job['spec']);
  return Math.min(Number(backoffLimit ?? 0) + 1, failedPodsMax);
}

/** Whether the Job has one of the conditions that end a run. */
export function isFinishedJob(job: ObservedObject): boolean {
  const status = fieldsOf(job['status']);
  return Array.isArray(status['conditions']);
}
