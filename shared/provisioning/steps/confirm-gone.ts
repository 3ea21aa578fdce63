import type { ConfirmGone } from '../../blueprint/step-spec.ts';
import { describeTerminating } from '../../kubernetes/describe-terminating.ts';
import { tenantLabel } from '../../kubernetes/labels.ts';
import type { ObservedObject } from '../../kubernetes/object.ts';
import { addMs, msBetween } from '../../tenant/time.ts';
import type { StepContext, StepImplementation } from '../step-implementation.ts';
import { requestDelete } from './observe.ts';

/** Most objects of one kind that one look handles; the next look takes the rest. */
const objectsMax = 100;

/**
 * The second look. A worker that lost its lease may have had a call under way; once a lease and a
 * call have passed since the first look, nothing of it can still arrive.
 */
export const confirmGone: StepImplementation<ConfirmGone> = async (context, spec) => {
  const { now, budgets } = context;
  const notBefore = addMs(firstLookAt(context, spec), budgets.leaseMs + budgets.callMs);
  if (notBefore > now) {
    return {
      kind: 'wait',
      reason: 'ConfirmingGone',
      message: 'All objects are gone; looking once more after calls that were under way have ended',
      afterMs: msBetween(now, notBefore),
    };
  }
  const left = await leftovers(context, spec);
  const [first] = left;
  if (first === undefined) return { kind: 'done' };
  const message = `Waiting for the end of ${describeTerminating(first)}, which a late call left behind`;
  return { kind: 'wait', reason: 'ObjectsEnding', message, afterMs: 1_000 };
};

function firstLookAt({ operation, now }: StepContext, spec: ConfirmGone): string {
  const index = operation.steps.findIndex(({ name }) => name === spec.name);
  return operation.steps[index - 1]?.ended_at ?? now;
}

async function leftovers(
  { cluster, tenant }: StepContext,
  { namespace, kinds, refs }: ConfirmGone,
): Promise<readonly ObservedObject[]> {
  const labelSelector = `${tenantLabel}=${tenant.id}`;
  const listed = await Promise.all(
    kinds.map((kind) => cluster.list({ ...kind, namespace, labelSelector, limit: objectsMax })),
  );
  const named = await Promise.all(refs.map((ref) => cluster.read(ref)));
  const found = [...listed.flatMap(({ items }) => items), ...named];
  const ending = await Promise.all(found.map((object) => requestDelete(cluster, object, tenant)));
  return ending.filter((object) => object !== undefined);
}
