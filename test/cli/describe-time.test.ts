import { describe, expect, it } from 'vitest';
import { describeAge, describeDuration } from '../../cli/describe-time.ts';

describe('describeAge()', () => {
  it.each([
    [0, '0s'],
    [59_999, '59s'],
    [60_000, '1m'],
    [7_199_000, '1h'],
    [86_400_000 * 400, '400d'],
    [-5_000, '0s'],
  ])('returns %i ms as %s', (ms, text) => {
    const time = '2026-11-21T12:00:00.000Z';

    expect(describeAge(time, Date.parse(time) + ms)).toBe(text);
  });
});

describe('describeDuration()', () => {
  it.each([
    [14, '14ms'],
    [999, '999ms'],
    [1_000, '1.0s'],
    [59_900, '59.9s'],
    [125_000, '2m 5s'],
  ])('returns %i ms as %s', (ms, text) => {
    expect(describeDuration(ms)).toBe(text);
  });
});
