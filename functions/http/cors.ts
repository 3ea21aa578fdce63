/**
 * Origins that browsers may call from. `loopback`: pages of this machine, called by a name of this
 * machine; nothing else gets an answer, because without API keys any page could act for its reader.
 */
export type AllowedOrigins = '*' | 'loopback' | readonly string[];

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
  if (origin === undefined || !isAllowed(allowed, origin)) return { vary: 'Origin' };
  return {
    'access-control-allow-origin': origin,
    'access-control-expose-headers': exposed,
    vary: 'Origin',
  };
}

const loopbackHost = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/;

function isAllowed(allowed: AllowedOrigins, origin: string): boolean {
  if (allowed === 'loopback') return loopbackHost.test(origin.replace(/^https?:\/\//, ''));
  return allowed === '*' || allowed.includes(origin);
}

/** Whether a request comes from elsewhere although only this machine may call. */
export function isForeign(
  allowed: AllowedOrigins,
  { origin, host }: { readonly origin: string | undefined; readonly host: string | undefined },
): boolean {
  if (allowed !== 'loopback') return false;
  // A name that an attacker resolves to 127.0.0.1 makes a foreign page look like ours.
  if (host !== undefined && !loopbackHost.test(host)) return true;
  return origin !== undefined && !isAllowed(allowed, origin);
}

/** The further headers of the answer to a preflight; without the origin's leave it means no. */
export function preflightHeaders(methods: string): Readonly<Record<string, string>> {
  return {
    'access-control-allow-methods': methods,
    'access-control-allow-headers': requestHeaders,
    'access-control-max-age': preflightSecondsMax,
  };
}
