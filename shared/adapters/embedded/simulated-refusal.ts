import type { ObjectRef } from '../../kubernetes/object.ts';
import { describeRef } from '../../kubernetes/object.ts';
import { ClusterError, type ClusterErrorClass } from '../../tenant/cluster-error.ts';

/** What is attempted on which object, for the words of a refusal. */
export interface SimulatedCall {
  readonly verb: 'read' | 'list' | 'create' | 'apply' | 'scale' | 'delete';
  readonly ref: ObjectRef;
}

/** How a real API server answers in the same place; the contract suite compares them. */
const answers = {
  already_exists: { class: 'observe', status: 409 },
  cluster_forbidden: { class: 'terminal' },
  cluster_unavailable: { class: 'retry' },
  invalid_object: { class: 'terminal', status: 422 },
  namespace_missing: { class: 'observe', status: 404 },
  namespace_terminating: { class: 'wait', status: 403 },
  object_terminating: { class: 'wait', status: 409 },
  unknown_kind: { class: 'terminal', status: 404 },
  stale_observation: { class: 'observe', status: 409 },
  unsupported_in_simulation: { class: 'terminal' },
} as const satisfies Readonly<Record<string, { class: ClusterErrorClass; status?: number }>>;

/** The error for a call that the simulated cluster refuses; nothing was done. */
export function simulatedRefusal(
  code: keyof typeof answers,
  { verb, ref }: SimulatedCall,
  why: string,
): ClusterError {
  return new ClusterError(code, `Cannot ${verb} "${describeRef(ref)}": ${why}`, {
    ...answers[code],
    outcome: 'not-done',
  });
}
