import type { SuspendWorkloads } from '../../blueprint/step-spec.ts';
import { describeRef } from '../../kubernetes/object.ts';
import { isStopped } from '../../kubernetes/workload.ts';
import type { RememberedScale } from '../../tenant/tenant.ts';
import { rememberedReplicas, scaleOf } from '../scale-memory.ts';
import type { StepContext, StepImplementation } from '../step-implementation.ts';
import type { StepResult } from '../step-result.ts';
import { type ObservedWorkload, observeWorkloads } from './observe-workloads.ts';
import { settleAll } from './settle-all.ts';

/** How long pods are left to end before they are looked at without a hint from the watch. */
const lookAgainMs = 10_000;

/**
 * Scales the workloads to nothing. Before that, a run of its own records how many pods each has, so
 * that no crash can lose the numbers: what is remembered is only ever replaced by a number above 0.
 */
export const suspendWorkloads: StepImplementation<SuspendWorkloads> = async (
  context,
  { objects },
) => {
  const found = await observeWorkloads(context, objects);
  if (found.length === 0) return { kind: 'done', isSkipped: true };
  const remembered = found.flatMap((workload) => newMemory(context, workload));
  if (remembered.length > 0) return remember(remembered);
  const left = await settleAll(
    found
      .filter(({ observed }) => !isStopped(observed))
      .map((workload) => stopped(context, workload)),
  );
  return outcome(left);
};

/** What is to be remembered of a workload before it is scaled. */
function newMemory(
  { tenant }: StepContext,
  { ref, replicas }: ObservedWorkload,
): readonly RememberedScale[] {
  const known = rememberedReplicas(tenant.scale_memory, ref);
  const isKnown = known !== undefined && (replicas === 0 || replicas === known);
  return isKnown ? [] : [scaleOf(ref, replicas)];
}

function remember(remembered: readonly RememberedScale[]): StepResult {
  const names = remembered.map(({ name, replicas }) => `${name} ${replicas}`).join(', ');
  const message = `Remembering how many pods there are: ${names}`;
  return { kind: 'wait', reason: 'RememberingScale', message, afterMs: 0, remembered };
}

/** A workload that was asked to end its pods, and the version since then. */
interface Stopping {
  readonly workload: ObservedWorkload;
  readonly resourceVersion: string;
}

async function stopped({ cluster }: StepContext, workload: ObservedWorkload): Promise<Stopping> {
  const { ref, observed, replicas } = workload;
  const version =
    replicas === 0 ? observed.metadata : await cluster.scale(ref, 0, observed.metadata);
  return { workload, resourceVersion: version.resourceVersion };
}

function outcome([first, ...rest]: readonly Stopping[]): StepResult {
  if (first === undefined) {
    const message = 'The tenant is suspended: its workloads have no pods';
    return {
      kind: 'done',
      conditions: [{ type: 'Ready', status: 'False', reason: 'Suspended', message }],
    };
  }
  const { ref } = first.workload;
  const more = rest.length === 0 ? '' : ` and ${rest.length} more`;
  return {
    kind: 'wait',
    reason: 'PodsEnding',
    message: `Waiting for the end of the pods of ${describeRef(ref)}${more}`,
    afterMs: lookAgainMs,
    watch: { ref, resourceVersion: first.resourceVersion },
  };
}
