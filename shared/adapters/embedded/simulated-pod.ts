import type { ObservedObject } from '../../kubernetes/object.ts';
import { fieldsOf } from './simulated-defaults.ts';
import type { SimulatedOutcome } from './simulated-job.ts';
import { kubernetesTime } from './simulated-time.ts';

/** Which pod of a Job's run, and how it ended; without an outcome it still runs. */
export interface SimulatedRun {
  /** 0 for the first try. */
  readonly attempt: number;
  readonly uid: string;
  /** When the Job started, as its status says. */
  readonly startTime: string;
  readonly atMs: number;
  readonly outcome?: SimulatedOutcome;
}

/** A pod of a Job, with the labels, owner and container state that a real one shows. */
export function simulatedPod(job: ObservedObject, run: SimulatedRun): ObservedObject {
  const { name, namespace, uid } = job.metadata;
  const template = fieldsOf(fieldsOf(job['spec'])['template']);
  const { labels } = fieldsOf(template['metadata']);
  const owner = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    name,
    uid,
    controller: true,
    blockOwnerDeletion: true,
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: simulatedPodName(job, run.attempt),
      generateName: `${name}-`,
      ...(namespace !== undefined && { namespace }),
      uid: run.uid,
      resourceVersion: '0',
      creationTimestamp: run.startTime as unknown as Date,
      labels: {
        ...(labels as Readonly<Record<string, string>>),
        'batch.kubernetes.io/controller-uid': uid,
        'batch.kubernetes.io/job-name': name,
        'controller-uid': uid,
        'job-name': name,
      },
      ownerReferences: [owner],
    },
    spec: template['spec'],
    status: podStatus(template, run),
  };
}

// Long names are cut, as the API server does with generated ones.
const baseLengthMax = 57;

/** The name of a Job's pod, the same each time it is asked for. */
export function simulatedPodName({ metadata }: ObservedObject, attempt: number): string {
  return `${metadata.name.slice(0, baseLengthMax)}-${metadata.uid.slice(-4)}${attempt}`;
}

function podStatus(template: Readonly<Record<string, unknown>>, run: SimulatedRun): object {
  const { containers } = fieldsOf(template['spec']);
  const named: readonly unknown[] = Array.isArray(containers) ? containers : [];
  return {
    phase: phaseOf(run.outcome),
    startTime: run.startTime,
    containerStatuses: named.map(fieldsOf).map(({ name, image }) => ({
      name,
      image,
      imageID: '',
      state: containerState(run),
      lastState: {},
      ready: run.outcome === undefined,
      restartCount: 0,
    })),
  };
}

function phaseOf(outcome: SimulatedOutcome | undefined): string {
  if (outcome === undefined) return 'Running';
  return outcome.failure === undefined ? 'Succeeded' : 'Failed';
}

function containerState({ outcome, startTime, atMs }: SimulatedRun): object {
  if (outcome === undefined) return { running: { startedAt: startTime } };
  const { failure } = outcome;
  const end =
    failure === undefined
      ? { exitCode: 0, reason: 'Completed' }
      : { exitCode: 1, reason: 'Error', message: failure };
  return { terminated: { ...end, startedAt: startTime, finishedAt: kubernetesTime(atMs) } };
}
