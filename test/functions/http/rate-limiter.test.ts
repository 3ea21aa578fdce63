import { describe, expect, it } from 'vitest';
import { createRateLimiter } from '../../../functions/http/rate-limiter.ts';

function aLimiter(perMinute: number) {
  const time = { ms: 0 };
  return { time, limit: createRateLimiter({ perMinute, clock: { now: () => time.ms } }) };
}

describe('createRateLimiter()', () => {
  it('refuses what exceeds the limit and says when to try again', () => {
    const { limit } = aLimiter(2);
    limit('a');
    limit('a');

    expect(() => limit('a')).toThrow(
      expect.objectContaining({ code: 'rate_limited', retryAfterMs: 30_000 }),
    );
  });

  it('lets a caller pass again after the time that it said', () => {
    const { limit, time } = aLimiter(2);
    limit('a');
    limit('a');

    time.ms = 30_000;

    expect(() => limit('a')).not.toThrow();
  });

  it('counts each caller alone', () => {
    const { limit } = aLimiter(1);
    limit('a');

    expect(() => limit('b')).not.toThrow();
  });

  it('sets no limit at 0', () => {
    const { limit } = aLimiter(0);

    const calls = () => Array.from({ length: 1_000 }, () => limit('a'));

    expect(calls).not.toThrow();
  });
});
