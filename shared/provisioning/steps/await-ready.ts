import type { AwaitReady } from '../../blueprint/step-spec.ts';
import { describeRef, type ObjectRef } from '../../kubernetes/object.ts';
import { readinessOf } from '../../kubernetes/readiness.ts';
import type { StepContext, StepImplementation } from '../step-implementation.ts';
import type { StepResult } from '../step-result.ts';

/** How long an object is left alone before it is looked at without a hint from the watch. */
const lookAgainMs = 10_000;

/** Waits until each object is ready by the rules of its kind; the first that is not is named. */
export const awaitReady: StepImplementation<AwaitReady> = async (
  context,
  { refs, condition: type = 'Ready', told = allReady },
) => {
  for (const ref of refs) {
    const unready = await unreadyResult(context, ref, type);
    if (unready !== undefined) return unready;
  }
  return { kind: 'done', conditions: [{ type, ...told }] };
};

const allReady = { status: 'True', reason: 'Ready', message: 'All objects are ready' } as const;

async function unreadyResult(
  { cluster }: StepContext,
  ref: ObjectRef,
  type: string,
): Promise<StepResult | undefined> {
  const object = await cluster.read(ref);
  const { state, reason, message } =
    object === undefined
      ? { state: 'progressing', reason: 'NotFound', message: 'does not exist' }
      : readinessOf(object);
  if (state === 'ready') return undefined;
  const told = `${describeRef(ref)}: ${message}`;
  const conditions = [{ type, status: 'False', reason, message: told }] as const;
  if (state === 'failed')
    return { kind: 'failed', code: 'object_failed', message: told, conditions };
  return {
    kind: 'wait',
    reason,
    message: told,
    afterMs: lookAgainMs,
    watch: { ref, resourceVersion: object?.metadata.resourceVersion },
    conditions,
  };
}
