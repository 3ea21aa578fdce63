import { isSameRef, type ObjectRef } from '../kubernetes/object.ts';
import type { RememberedScale } from '../tenant/tenant.ts';
import type { StepFindings } from './step-result.ts';

/** How many pods this workload had before the suspension; undefined: nothing is remembered of it. */
export function rememberedReplicas(
  memory: readonly RememberedScale[],
  ref: ObjectRef,
): number | undefined {
  return memory.find((entry) => isSameRef(refOfScale(entry), ref))?.replicas;
}

/** The entry of a workload that has so many pods. */
export function scaleOf(
  { apiVersion, kind, namespace = '', name }: ObjectRef,
  replicas: number,
): RememberedScale {
  return { api_version: apiVersion, kind, namespace, name, replicas };
}

/** The memory with what a step remembered put in and what it brought back taken out. */
export function scaleMemoryAfter(
  memory: readonly RememberedScale[],
  { remembered = [], forgotten = [] }: StepFindings,
): readonly RememberedScale[] {
  const replaced = [...remembered.map(refOfScale), ...forgotten];
  const kept = memory.filter((entry) => !replaced.some((ref) => isSameRef(ref, refOfScale(entry))));
  return [...kept, ...remembered];
}

/** The reference of the workload that an entry is about. */
export function refOfScale({ api_version, kind, namespace, name }: RememberedScale): ObjectRef {
  return { apiVersion: api_version, kind, namespace, name };
}
