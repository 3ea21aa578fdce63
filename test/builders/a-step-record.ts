import type { StepRecord } from '../../shared/tenant/operation.ts';

/** A step that has not started. */
export function aStepRecord(overrides: Partial<StepRecord> = {}): StepRecord {
  return {
    name: 'apply-objects',
    state: 'pending',
    attempts: 0,
    failures: 0,
    started_at: null,
    ended_at: null,
    deadline: null,
    wait: null,
    error: null,
    outputs: {},
    ...overrides,
  };
}
