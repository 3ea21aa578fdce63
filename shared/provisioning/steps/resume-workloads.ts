import type { ResumeWorkloads } from '../../blueprint/step-spec.ts';
import { isSameRef } from '../../kubernetes/object.ts';
import { refOfScale, rememberedReplicas } from '../scale-memory.ts';
import type { StepContext, StepImplementation } from '../step-implementation.ts';
import { awaitReady } from './await-ready.ts';
import { type ObservedWorkload, observeWorkloads } from './observe-workloads.ts';
import { settleAll } from './settle-all.ts';

/**
 * Brings back the pods that suspending took, then waits until the workloads are ready. Each number is
 * forgotten as soon as the workload has it, so that whoever scales it from then on (an autoscaler,
 * say) is not scaled back.
 */
export const resumeWorkloads: StepImplementation<ResumeWorkloads> = async (
  context,
  { objects, ...spec },
) => {
  const found = await observeWorkloads(context, objects);
  forgetMissing(context, found);
  await settleAll(found.map((workload) => resume(context, workload)));
  return await awaitReady(context, {
    ...spec,
    kind: 'await-ready',
    refs: found.map(({ ref }) => ref),
  });
};

async function resume(context: StepContext, workload: ObservedWorkload): Promise<void> {
  const { cluster, note } = context;
  const { ref, observed, replicas } = workload;
  const resumed = resumedReplicas(context, workload);
  if (resumed !== replicas) await cluster.scale(ref, resumed, observed.metadata);
  note({ forgotten: [ref] });
}

/** What ran before; where nobody knows, what is wanted, unless it runs already. */
function resumedReplicas(
  { tenant }: StepContext,
  { ref, replicas, wanted = 1 }: ObservedWorkload,
): number {
  return rememberedReplicas(tenant.scale_memory, ref) ?? (replicas === 0 ? wanted : replicas);
}

/** A workload that was deleted meanwhile comes back, if at all, as its blueprint says. */
function forgetMissing({ tenant, note }: StepContext, found: readonly ObservedWorkload[]): void {
  const remembered = tenant.scale_memory.map(refOfScale);
  note({ forgotten: remembered.filter((ref) => !found.some((one) => isSameRef(one.ref, ref))) });
}
