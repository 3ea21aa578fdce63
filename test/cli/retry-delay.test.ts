import { describe, expect, it } from 'vitest';
import { retryDelayMs } from '../../cli/retry-delay.ts';

describe('retryDelayMs()', () => {
  it.each([
    [1, 250],
    [2, 500],
    [3, 1_000],
    [20, 4_000],
  ])('returns before attempt %i at most %i ms', (attempt, ms) => {
    expect(retryDelayMs(attempt, 1, undefined)).toBe(ms);
  });

  it('spreads over the whole range', () => {
    expect(retryDelayMs(3, 0, undefined)).toBe(0);
    expect(retryDelayMs(3, 0.5, undefined)).toBe(500);
  });

  it('is never sooner than the server asked for', () => {
    expect(retryDelayMs(1, 0, 2_000)).toBe(2_000);
    expect(retryDelayMs(1, 1, 2_000)).toBe(2_250);
  });

  it('takes no more than a minute from the server, and nothing that lies in the past', () => {
    expect(retryDelayMs(1, 0, 3_600_000)).toBe(60_000);
    expect(retryDelayMs(1, 0, -1)).toBe(0);
  });
});
