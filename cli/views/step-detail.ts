import type { StepRecord } from '../../shared/tenant/operation.ts';
import { msBetween } from '../../shared/tenant/time.ts';
import { describeDuration } from '../describe-time.ts';

/** What is worth knowing of a step: what it waits for, why it failed, or how long it took. */
export function stepDetail(step: StepRecord): string {
  const { state, wait, error, started_at, ended_at } = step;
  if (state === 'waiting' && wait !== null) return `${wait.reason}: ${wait.message}`;
  if (error !== null && state !== 'succeeded') return `${error.code}: ${error.message}`;
  if (started_at === null || ended_at === null) return '';
  return describeDuration(msBetween(started_at, ended_at));
}
