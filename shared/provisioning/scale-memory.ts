import { isSameRef, type ObjectRef } from '../kubernetes/object.ts';
import type { RememberedScale } from '../tenant/tenant.ts';
import type { StepFindings } from './step-result.ts';

/**
 * How many pods a resumption gives this workload. 0: none, it had none or has them back already;
 * undefined: nothing is remembered of it.
 */
export function rememberedReplicas(
  memory: readonly RememberedScale[],
  ref: ObjectRef,
): number | undefined {
  return memory.find((entry) => isSameRef(refOfScale(entry), ref))?.replicas;
}

/** The entry of a workload that gets so many pods back. */
export function scaleOf(
  { apiVersion, kind, namespace = '', name }: ObjectRef,
  replicas: number,
): RememberedScale {
  return { api_version: apiVersion, kind, namespace, name, replicas };
}

/** The memory with what a step remembered put in and then what it is done with taken out. */
export function scaleMemoryAfter(
  memory: readonly RememberedScale[],
  { remembered = [], forgotten = [] }: StepFindings,
): readonly RememberedScale[] {
  const kept = without(memory, remembered.map(refOfScale));
  return without([...kept, ...remembered], forgotten);
}

function without(
  memory: readonly RememberedScale[],
  refs: readonly ObjectRef[],
): readonly RememberedScale[] {
  return memory.filter((entry) => !refs.some((ref) => isSameRef(ref, refOfScale(entry))));
}

/** The reference of the workload that an entry is about. */
export function refOfScale({ api_version, kind, namespace, name }: RememberedScale): ObjectRef {
  return { apiVersion: api_version, kind, namespace, name };
}
