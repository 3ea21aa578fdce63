import type { V1Job } from '@kubernetes/client-node';
import type { RunJob } from '../../blueprint/step-spec.ts';
import { describeTerminating } from '../../kubernetes/describe-terminating.ts';
import { digestOf } from '../../kubernetes/digest.ts';
import { entryOf } from '../../kubernetes/inventory.ts';
import { digestAnnotation, operationAnnotation } from '../../kubernetes/labels.ts';
import { describeRef, type ObservedObject, refOf } from '../../kubernetes/object.ts';
import { readinessOf } from '../../kubernetes/readiness.ts';
import type { ConditionFact } from '../../tenant/condition.ts';
import type { StepContext, StepImplementation } from '../step-implementation.ts';
import type { StepResult } from '../step-result.ts';
import { failureOfJob } from './failure-of-job.ts';
import { assertOwned, createOrFind, isTerminating, requestDelete } from './observe.ts';

/** How long a run is left alone before it is looked at without a hint from the watch. */
const lookAgainMs = 10_000;

/**
 * Runs a Job once per operation. A Job is a run, not a desired state: one that a former operation
 * left is deleted first, and one that has vanished without an outcome is posted again, because what
 * it runs can be run again.
 */
export const runJob: StepImplementation<RunJob> = async (context, spec) => {
  const { job, onlyIf } = spec;
  if (onlyIf !== undefined && (await context.cluster.read(onlyIf)) === undefined) {
    return { kind: 'done', isSkipped: true };
  }
  const wanted = markedJob(job, context.operation.id);
  const observed = await ownJob(context, wanted);
  context.note({ applied: [entryOf(observed)] });
  if (isTerminating(observed)) return waitForEnd(observed);
  if (!isSameRun(observed, wanted)) {
    await requestDelete(context.cluster, observed, context.tenant);
    return waitForEnd(observed);
  }
  return await outcome(context, observed, spec.condition);
};

/** The Job under this name, posted if there is none. */
async function ownJob(context: StepContext, wanted: V1Job): Promise<ObservedObject> {
  const have = await context.cluster.read(refOf(wanted));
  if (have === undefined) return (await createOrFind(context, wanted)).observed;
  assertOwned(have, context.tenant);
  return have;
}

function markedJob(job: V1Job, operationId: string): V1Job {
  const annotations = {
    ...job.metadata?.annotations,
    [operationAnnotation]: operationId,
    [digestAnnotation]: digestOf(job),
  };
  return { ...job, metadata: { ...job.metadata, annotations } };
}

function isSameRun(observed: ObservedObject, wanted: V1Job): boolean {
  const have = observed.metadata.annotations ?? {};
  const want = wanted.metadata?.annotations ?? {};
  return [operationAnnotation, digestAnnotation].every((name) => have[name] === want[name]);
}

function waitForEnd(observed: ObservedObject): StepResult {
  return {
    kind: 'wait',
    reason: 'FormerJobEnding',
    message: `Waiting for the end of ${describeTerminating(observed)} of a former operation`,
    afterMs: 2_000,
    watch: { ref: refOf(observed), resourceVersion: observed.metadata.resourceVersion },
  };
}

async function outcome(
  context: StepContext,
  job: ObservedObject,
  condition: string | undefined,
): Promise<StepResult> {
  const { state, message } = readinessOf(job);
  const ref = refOf(job);
  switch (state) {
    case 'ready':
      return {
        kind: 'done',
        outputs: { job: ref.name },
        ...factOf(condition, {
          status: 'True',
          reason: 'Complete',
          message: `${describeRef(ref)} ${message}`,
        }),
      };
    case 'failed': {
      const failure = await failureOfJob(context.cluster, job);
      const told = `${describeRef(ref)} failed: ${failure}`;
      return {
        kind: 'failed',
        code: 'job_failed',
        message: told,
        ...factOf(condition, { status: 'False', reason: 'JobFailed', message: told }),
      };
    }
    case 'progressing':
      return {
        kind: 'wait',
        reason: 'JobRunning',
        message: `${describeRef(ref)}: ${message}`,
        afterMs: lookAgainMs,
        watch: { ref, resourceVersion: job.metadata.resourceVersion },
      };
    default:
      return state satisfies never;
  }
}

/** What is told of the run, where something is to be told. */
function factOf(
  type: string | undefined,
  fact: Omit<ConditionFact, 'type'>,
): Pick<StepResult, 'conditions'> {
  return type === undefined ? {} : { conditions: [{ type, ...fact }] };
}
