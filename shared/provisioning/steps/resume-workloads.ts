import type { ResumeWorkloads } from '../../blueprint/step-spec.ts';
import { isSameRef, type ObjectRef, refOf } from '../../kubernetes/object.ts';
import { isWorkload } from '../../kubernetes/workload.ts';
import { refOfScale, rememberedReplicas, scaleOf } from '../scale-memory.ts';
import type { StepContext, StepImplementation } from '../step-implementation.ts';
import { awaitReady } from './await-ready.ts';
import { type ObservedWorkload, observeWorkloads } from './observe-workloads.ts';
import { settleAll } from './settle-all.ts';

/**
 * Brings back the pods that suspending took, each workload's once, then waits until the workloads
 * are ready. What is remembered of a workload is 0 from then on and forgotten at the end: whoever
 * scales it meanwhile (an autoscaler, say) is not scaled back, and one that had no pods stays so.
 */
export const resumeWorkloads: StepImplementation<ResumeWorkloads> = async (
  context,
  { objects, ...spec },
) => {
  const found = await observeWorkloads(context, objects);
  const refs = found.map(({ ref }) => ref);
  context.note({ gone: missing(objects, refs) });
  await settleAll(found.map((workload) => resume(context, workload)));
  const ready = await awaitReady(context, { ...spec, kind: 'await-ready', refs });
  if (ready.kind !== 'done') return ready;
  return { ...ready, forgotten: [...context.tenant.scale_memory.map(refOfScale), ...refs] };
};

/** Workloads that are no more: what is applied next makes them as the blueprint says. */
function missing(
  objects: ResumeWorkloads['objects'],
  found: readonly ObjectRef[],
): readonly ObjectRef[] {
  const refs = objects
    .map(({ object }) => object)
    .filter(isWorkload)
    .map(refOf);
  return refs.filter((ref) => !found.some((one) => isSameRef(one, ref)));
}

async function resume(
  { cluster, tenant, note }: StepContext,
  { ref, observed, replicas, wanted = 1 }: ObservedWorkload,
): Promise<void> {
  const remembered = rememberedReplicas(tenant.scale_memory, ref);
  // It had none, or has them back: not ours to scale any more.
  if (remembered === 0) return;
  // Where nobody knows, what is wanted, unless it runs already.
  const resumed = remembered ?? (replicas === 0 ? wanted : replicas);
  if (resumed !== replicas) await cluster.scale(ref, resumed, observed.metadata);
  note({ remembered: [scaleOf(ref, 0)] });
}
