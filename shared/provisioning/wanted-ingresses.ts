import type { StepSpec } from '../blueprint/step-spec.ts';
import type { ObjectRef } from '../kubernetes/object.ts';

/** The Ingresses by which a tenant of these steps is reached; undefined: its product does not tell. */
export function wantedIngresses(steps: readonly StepSpec[]): readonly ObjectRef[] | undefined {
  return steps.find((step) => step.kind === 'check-ingresses')?.refs;
}
