import type { Random } from '../ports/clock.ts';

/** First and longest pause between attempts, in milliseconds. */
export interface BackoffRange {
  readonly firstMs: number;
  readonly lastMs: number;
}

/** Between attempts of a step. */
export const stepBackoff: BackoffRange = { firstMs: 500, lastMs: 60_000 };

/**
 * Exponential backoff with full jitter: evenly spread over (0, first × 2^(failures − 1)], so that
 * many tenants that failed together do not come back together. At least a tenth of the range.
 */
export function backoffMs(failures: number, range: BackoffRange, random: Random): number {
  const doublings = Math.min(Math.max(failures - 1, 0), 30);
  const ceilingMs = Math.min(range.firstMs * 2 ** doublings, range.lastMs);
  return Math.ceil(ceilingMs * (0.1 + 0.9 * random()));
}
