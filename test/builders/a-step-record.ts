import { pendingStep } from '../../shared/provisioning/pending-step.ts';
import type { StepRecord } from '../../shared/tenant/operation.ts';

/** A step that has not started. */
export function aStepRecord(overrides: Partial<StepRecord> = {}): StepRecord {
  return { ...pendingStep('apply-objects'), ...overrides };
}
