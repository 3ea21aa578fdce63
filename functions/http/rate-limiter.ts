import type { Clock } from '../../shared/ports/clock.ts';
import { TenantryError } from '../../shared/tenant/errors.ts';

/** Lets a caller pass or throws `rate_limited` with the time after which to try again. */
export type RateLimiter = (caller: string) => void;

export interface RateLimits {
  /** Requests a minute and at once; 0 sets no limit. */
  readonly perMinute: number;
  readonly clock: Clock;
}

interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

const minuteMs = 60_000;
const callersMax = 10_000;

/**
 * A token bucket per caller of one instance. Callers are verified principals: an address or a
 * forwarded header would be the caller's own claim.
 */
export function createRateLimiter({ perMinute, clock }: RateLimits): RateLimiter {
  if (perMinute === 0) return () => undefined;
  const buckets = new Map<string, Bucket>();
  return (caller) => {
    const now = clock.now();
    const before = buckets.get(caller) ?? { tokens: perMinute, at: now };
    const refilled = before.tokens + ((now - before.at) * perMinute) / minuteMs;
    const tokens = Math.min(perMinute, refilled);
    // Deleted first, so that the map stays ordered by last use.
    buckets.delete(caller);
    buckets.set(caller, { tokens: tokens < 1 ? tokens : tokens - 1, at: now });
    if (buckets.size > callersMax) forgetOldest(buckets);
    if (tokens < 1) throw tooMany(((1 - tokens) * minuteMs) / perMinute);
  };
}

function forgetOldest(buckets: Map<string, Bucket>): void {
  const [oldest] = buckets.keys();
  if (oldest !== undefined) buckets.delete(oldest);
}

function tooMany(retryAfterMs: number): TenantryError {
  return new TenantryError('rate_limited', 'Cannot answer now: too many requests', {
    retryAfterMs,
  });
}
