import { tokenInvalid } from './token-refusal.ts';

/** Whose tokens are accepted. */
export interface ExpectedCaller {
  /** The `aud` that the push subscription or the Scheduler job was given. */
  readonly audience: string;
  /** The service account whose token the caller sends. */
  readonly serviceAccount: string;
}

/** The two spellings of Google's issuer (OpenID Connect Discovery of accounts.google.com). */
const googleIssuers: readonly string[] = ['accounts.google.com', 'https://accounts.google.com'];

/** How far our clock and Google's may be apart. */
export const clockSkewMs = 30_000;

type Claims = Readonly<Record<string, unknown>>;

/**
 * Refuses (`token_invalid`) the claims of a token, its signature verified already, unless they come from
 * Google, are meant for us, are made for that service account, and hold now.
 */
export function assertClaims(claims: Claims, expected: ExpectedCaller, nowMs: number): void {
  assertTimes(claims, nowMs);
  const { iss, aud, email, email_verified } = claims;
  if (typeof iss !== 'string' || !googleIssuers.includes(iss)) {
    throw tokenInvalid('its issuer is not Google');
  }
  // One audience, as a text: a list could name us beside others.
  if (aud !== expected.audience) throw tokenInvalid('it is meant for another audience');
  if (email !== expected.serviceAccount) throw tokenInvalid('it belongs to another account');
  if (email_verified !== true) throw tokenInvalid('its e-mail address is not verified');
}

function assertTimes({ exp, iat, nbf }: Claims, nowMs: number): void {
  if (!isSeconds(exp) || !isSeconds(iat)) throw tokenInvalid('it does not say when it holds');
  if (exp * 1_000 + clockSkewMs <= nowMs) throw tokenInvalid('it has expired');
  if (iat * 1_000 - clockSkewMs > nowMs) throw tokenInvalid('it does not hold yet');
  if (nbf === undefined) return;
  if (!isSeconds(nbf) || nbf * 1_000 - clockSkewMs > nowMs) {
    throw tokenInvalid('it does not hold yet');
  }
}

function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}
