import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs, stepBackoff } from '../../../shared/provisioning/backoff.ts';

describe('backoffMs()', () => {
  it('doubles its ceiling with each failure up to the last', () => {
    const ceilings = [1, 2, 3, 4, 20, 1_000].map((n) => backoffMs(n, stepBackoff, () => 0.999_999));

    expect(ceilings).toEqual([500, 1_000, 2_000, 4_000, 60_000, 60_000]);
  });

  it('spreads over the whole range below the ceiling, but is never zero', () => {
    const lowest = backoffMs(4, stepBackoff, () => 0);

    expect(lowest).toBe(400);
  });

  it('stays within its range for every number of failures', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (n, r) => {
          const ms = backoffMs(n, stepBackoff, () => r);

          return ms > 0 && ms <= stepBackoff.lastMs;
        },
      ),
    );
  });
});
