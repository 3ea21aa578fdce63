import type { DeleteObjects, StopJobs } from '../../blueprint/step-spec.ts';
import { describeTerminating, isHeld } from '../../kubernetes/describe-terminating.ts';
import { refOfEntry } from '../../kubernetes/inventory.ts';
import { isSameRef, type ObjectRef, type ObservedObject, refOf } from '../../kubernetes/object.ts';
import { readinessOf } from '../../kubernetes/readiness.ts';
import type { StepContext, StepImplementation } from '../step-implementation.ts';
import type { StepResult } from '../step-result.ts';
import { requestDelete } from './observe.ts';

/** Deletes what the inventory and the blueprint name and is the tenant's own, until a 404 of each. */
export const deleteObjects: StepImplementation<DeleteObjects> = async (
  context,
  { refs, kept = [] },
) => {
  const isKept = (ref: ObjectRef) => kept.some((each) => isSameRef(each, ref));
  const known = context.tenant.inventory.map(refOfEntry).filter((ref) => !isKept(ref));
  const others = refs.filter((ref) => !known.some((entry) => isSameRef(entry, ref)));
  return await deleteAll(context, [...known, ...others]);
};

/**
 * Ends these Jobs where they still run and waits until their pods are gone (they are deleted in the
 * foreground). A Job that has ended stays for whoever reads its log.
 */
export const stopJobs: StepImplementation<StopJobs> = async (context, { refs }) =>
  await deleteAll(context, refs, isRunning);

function isRunning(job: ObservedObject): boolean {
  return readinessOf(job).state === 'progressing';
}

async function deleteAll(
  context: StepContext,
  refs: readonly ObjectRef[],
  isMeant: (object: ObservedObject) => boolean = () => true,
): Promise<StepResult> {
  const { cluster, tenant, note } = context;
  const looked = await Promise.all(
    refs.map(async (ref) => {
      const observed = await cluster.read(ref);
      if (observed !== undefined && !isMeant(observed)) return undefined;
      const ending = await requestDelete(cluster, observed, tenant);
      if (ending === undefined) note({ gone: [ref] });
      return ending;
    }),
  );
  const ending = looked.filter((object) => object !== undefined);
  // What only takes its time is of less interest than what somebody must let go.
  const first = ending.find(isHeld) ?? ending[0];
  if (first === undefined) return { kind: 'done' };
  const more = ending.length === 1 ? '' : ` and ${ending.length - 1} more`;
  return {
    kind: 'wait',
    reason: 'ObjectsEnding',
    message: `Waiting for the end of ${describeTerminating(first)}${more}`,
    afterMs: 1_000,
    watch: { ref: refOf(first), resourceVersion: first.metadata.resourceVersion },
  };
}
