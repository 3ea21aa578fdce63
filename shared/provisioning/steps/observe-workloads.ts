import { type ObjectRef, type ObservedObject, refOf } from '../../kubernetes/object.ts';
import type { StagedObject } from '../../kubernetes/stage.ts';
import { isWorkload, wantedReplicas } from '../../kubernetes/workload.ts';
import type { StepContext } from '../step-implementation.ts';
import { assertOwned } from './observe.ts';

/** A workload as it is and as it is wanted. */
export interface ObservedWorkload {
  readonly ref: ObjectRef;
  readonly observed: ObservedObject;
  /** How many pods it has by its spec. */
  readonly replicas: number;
  /** How many the blueprint says, if it does. */
  readonly wanted: number | undefined;
}

/**
 * The workloads among the objects that exist; those that do not are left out. A stranger's is
 * `foreign_object` (terminal).
 */
export async function observeWorkloads(
  { cluster, tenant }: StepContext,
  objects: readonly StagedObject[],
): Promise<readonly ObservedWorkload[]> {
  const wants = objects.map(({ object }) => object).filter(isWorkload);
  const found = await Promise.all(
    wants.map(async (object) => {
      const ref = refOf(object);
      const observed = await cluster.read(ref);
      if (observed === undefined) return undefined;
      assertOwned(observed, tenant);
      const replicas = wantedReplicas(observed) ?? 1;
      return { ref, observed, replicas, wanted: wantedReplicas(object) };
    }),
  );
  return found.filter((workload) => workload !== undefined);
}
