import type { KubernetesObject } from '@kubernetes/client-node';
import type { ApplyObjects } from '../../blueprint/step-spec.ts';
import { describeTerminating } from '../../kubernetes/describe-terminating.ts';
import { digestOf } from '../../kubernetes/digest.ts';
import { diffInventory, entryOf, refOfEntry } from '../../kubernetes/inventory.ts';
import { type ObservedObject, refOf } from '../../kubernetes/object.ts';
import { stages } from '../../kubernetes/stage.ts';
import { isWorkload } from '../../kubernetes/workload.ts';
import { ClusterError } from '../../tenant/cluster-error.ts';
import type { InventoryEntry } from '../../tenant/tenant.ts';
import type { StepContext, StepImplementation } from '../step-implementation.ts';
import type { StepResult } from '../step-result.ts';
import { applyTaking, type Taking } from './apply-by-rights.ts';
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
    await settleAll(
      staged.map(({ object }) =>
        applyOne(context, { object, taken: isPartial ? [] : freedFields(object, toPrune) }),
      ),
    );
  }
  return await prune(context, isPartial ? [] : toPrune.map(refOfEntry));
};

/** The number of pods is free again when the autoscaler of the workload's own name goes. */
function freedFields(object: KubernetesObject, gone: readonly InventoryEntry[]): readonly string[] {
  const isFreed = gone.some(
    ({ kind, name }) => kind === 'HorizontalPodAutoscaler' && name === object.metadata?.name,
  );
  return isFreed && isWorkload(object) ? ['/spec/replicas'] : [];
}

async function applyOne(context: StepContext, wanted: Taking): Promise<void> {
  const { object } = wanted;
  const digest = digestOf(object);
  const isKnown = context.tenant.inventory.some(
    (entry) => entry.kind === object.kind && entry.name === object.metadata?.name,
  );
  // First write is a POST: an apply would answer 200 onto whatever stands under that name.
  const observed = isKnown
    ? await applyKnown(context, wanted)
    : await createOrApply(context, wanted);
  context.note({ applied: [entryOf(observed, digest)] });
}

async function applyKnown(context: StepContext, wanted: Taking): Promise<ObservedObject> {
  const have = await context.cluster.read(refOf(wanted.object));
  if (have === undefined) return await createOrApply(context, wanted);
  return await applyOnto(context, wanted, have);
}

async function createOrApply(context: StepContext, wanted: Taking): Promise<ObservedObject> {
  const { observed, isCreated } = await createOrFind(context, wanted.object);
  return isCreated ? observed : await applyOnto(context, wanted, observed);
}

async function applyOnto(
  { cluster, tenant }: StepContext,
  wanted: Taking,
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
  return await applyTaking(cluster, wanted, have);
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
