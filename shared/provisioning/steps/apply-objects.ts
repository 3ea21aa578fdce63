import type { KubernetesObject } from '@kubernetes/client-node';
import type { ApplyObjects } from '../../blueprint/step-spec.ts';
import { describeTerminating } from '../../kubernetes/describe-terminating.ts';
import { digestOf } from '../../kubernetes/digest.ts';
import { diffInventory, entryOf, refOfEntry } from '../../kubernetes/inventory.ts';
import { type ObservedObject, refOf } from '../../kubernetes/object.ts';
import { stages } from '../../kubernetes/stage.ts';
import { ClusterError } from '../../tenant/cluster-error.ts';
import type { StepContext, StepImplementation } from '../step-implementation.ts';
import type { StepResult } from '../step-result.ts';
import { applyByRights } from './apply-by-rights.ts';
import { assertOwned, createOrFind, requestDelete } from './observe.ts';
import { settleAll } from './settle-all.ts';

/**
 * Brings the objects about, stage by stage, in parallel within a stage, then prunes. What the
 * inventory already holds with the same digest costs no call.
 */
export const applyObjects: StepImplementation<ApplyObjects> = async (
  context,
  { objects, isPartial = false },
) => {
  const { toApply, toPrune } = diffInventory(objects, context.tenant.inventory);
  for (const stage of stages) {
    const staged = toApply.filter((wanted) => wanted.stage === stage);
    await settleAll(staged.map(({ object }) => applyOne(context, object)));
  }
  return await prune(context, isPartial ? [] : toPrune.map(refOfEntry));
};

async function applyOne(context: StepContext, object: KubernetesObject): Promise<void> {
  const digest = digestOf(object);
  const isKnown = context.tenant.inventory.some(
    (entry) => entry.kind === object.kind && entry.name === object.metadata?.name,
  );
  // First write is a POST: an apply would answer 200 onto whatever stands under that name.
  const observed = isKnown
    ? await applyKnown(context, object)
    : await createOrApply(context, object);
  context.note({ applied: [entryOf(observed, digest)] });
}

async function applyKnown(context: StepContext, object: KubernetesObject): Promise<ObservedObject> {
  const have = await context.cluster.read(refOf(object));
  if (have === undefined) return await createOrApply(context, object);
  return await applyOnto(context, object, have);
}

async function createOrApply(
  context: StepContext,
  object: KubernetesObject,
): Promise<ObservedObject> {
  const { observed, isCreated } = await createOrFind(context, object);
  return isCreated ? observed : await applyOnto(context, object, observed);
}

async function applyOnto(
  { cluster, tenant }: StepContext,
  object: KubernetesObject,
  have: ObservedObject,
): Promise<ObservedObject> {
  assertOwned(have, tenant);
  const { deletionTimestamp } = have.metadata;
  if (deletionTimestamp !== undefined) {
    throw new ClusterError(
      'object_terminating',
      `Waiting for the end of ${describeTerminating(have)}`,
      {
        class: 'wait',
        outcome: 'not-done',
      },
    );
  }
  return await applyByRights(cluster, object, have);
}

async function prune(
  { cluster, tenant, note }: StepContext,
  refs: readonly ReturnType<typeof refOfEntry>[],
): Promise<StepResult> {
  for (const ref of refs) {
    const ending = await requestDelete(cluster, await cluster.read(ref), tenant);
    if (ending === undefined) note({ gone: [ref] });
    else {
      const { resourceVersion } = ending.metadata;
      const message = `Waiting for the end of ${describeTerminating(ending)}`;
      return {
        kind: 'wait',
        reason: 'Pruning',
        message,
        afterMs: 1_000,
        watch: { ref, resourceVersion },
      };
    }
  }
  return { kind: 'done' };
}
