import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../cli/parse-duration.ts';
import { UsageError } from '../../cli/usage-error.ts';

describe('parseDuration()', () => {
  it.each([
    ['1s', 1_000],
    ['90s', 90_000],
    ['15m', 900_000],
    ['24h', 86_400_000],
  ])('returns %s as milliseconds', (text, ms) => {
    expect(parseDuration(text, 'timeout', 'watch')).toBe(ms);
  });

  it.each(['', '15', 'm', '1.5m', '-1s', '0s', '25h', '1d', '15 m', '9999999s'])(
    'throws a usage error for "%s"',
    (text) => {
      expect(() => parseDuration(text, 'timeout', 'watch')).toThrow(UsageError);
    },
  );
});
