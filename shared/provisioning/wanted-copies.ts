import type { SecretCopy } from '../blueprint/secret-spec.ts';
import type { StepSpec } from '../blueprint/step-spec.ts';

/** The copies of Secrets that these steps bring about. */
export function wantedCopies(steps: readonly StepSpec[]): readonly SecretCopy[] {
  return steps.flatMap((step) => (step.kind === 'copy-secrets' ? step.copies : []));
}
