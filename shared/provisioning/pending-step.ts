import type { StepRecord } from '../tenant/operation.ts';

/** The record of a step that has not run. */
export function pendingStep(name: string): StepRecord {
  return {
    name,
    state: 'pending',
    attempts: 0,
    failures: 0,
    started_at: null,
    ended_at: null,
    deadline: null,
    wait: null,
    error: null,
    outputs: {},
  };
}
