/** Origins that browsers may call from. */
export type AllowedOrigins = '*' | readonly string[];

const exposed = 'ETag, Location, X-Request-Id, Retry-After, Idempotent-Replayed';
const requestHeaders =
  'Content-Type, X-API-Key, Idempotency-Key, If-Match, If-None-Match, X-Request-Id';
const preflightSecondsMax = '600';

/** The CORS headers of an answer (Fetch standard, "CORS protocol"). Never with credentials. */
export function corsHeaders(
  allowed: AllowedOrigins,
  origin: string | undefined,
): Readonly<Record<string, string>> {
  if (allowed === '*') {
    return { 'access-control-allow-origin': '*', 'access-control-expose-headers': exposed };
  }
  // Varies even without a match: a cache must not give one origin the answer for another.
  if (origin === undefined || !allowed.includes(origin)) return { vary: 'Origin' };
  return {
    'access-control-allow-origin': origin,
    'access-control-expose-headers': exposed,
    vary: 'Origin',
  };
}

/** The further headers of the answer to a preflight; without the origin's leave it means no. */
export function preflightHeaders(methods: string): Readonly<Record<string, string>> {
  return {
    'access-control-allow-methods': methods,
    'access-control-allow-headers': requestHeaders,
    'access-control-max-age': preflightSecondsMax,
  };
}
