import type { Clock } from '../../ports/clock.ts';
import { TenantryError } from '../../tenant/errors.ts';
import { assertClaims, type ExpectedCaller } from './assert-claims.ts';
import type { KeySource } from './create-key-source.ts';
import { type ParsedToken, parseToken } from './parse-token.ts';
import { tokenInvalid, tokenMissing } from './token-refusal.ts';

/** Tells whether a call comes from whom it must. */
export interface TokenVerifier {
  /**
   * Resolves for the `Authorization` header of the expected caller. Rejects with `token_missing`,
   * `token_invalid`, or `keys_unavailable` when it cannot be told now. No error quotes the token.
   */
  verify(authorization: string | undefined): Promise<void>;
}

/** Whose tokens are accepted, and what they are verified with. */
export interface TokenVerifierParts extends ExpectedCaller {
  readonly keys: KeySource;
  /** The wall clock. */
  readonly clock: Clock;
}

/**
 * Verifies the OIDC tokens that Pub/Sub and Cloud Scheduler send. Google's library checks the signature
 * and that no token lives longer than a day; the rest is checked here, because the library leaves the
 * algorithm and the account open and is five minutes late about times. Nothing switches it off. Throws
 * `invalid_configuration` when nobody is expected.
 */
export function createTokenVerifier(parts: TokenVerifierParts): TokenVerifier {
  const { keys, clock } = parts;
  assertExpected(parts);
  return {
    verify: async (authorization) => {
      const token = parseToken(bearerOf(authorization));
      const key = await keys.find(token.kid);
      if (key === undefined) throw tokenInvalid('its key is not one of Google');
      assertClaims(await signedClaims(token, key), parts, clock.now());
    },
  };
}

/** An empty setting would equal an empty claim. */
function assertExpected({ audience, serviceAccount }: ExpectedCaller): void {
  if (audience !== '' && serviceAccount.includes('@')) return;
  throw new TenantryError(
    'invalid_configuration',
    'Cannot verify tokens: set the audience and the service account of the caller',
  );
}

function bearerOf(authorization: string | undefined): string {
  const [, token] = /^Bearer +(\S+)$/i.exec(authorization?.trim() ?? '') ?? [];
  if (token === undefined) throw tokenMissing();
  return token;
}

async function signedClaims(
  { text, kid }: ParsedToken,
  key: string,
): Promise<Readonly<Record<string, unknown>>> {
  const { OAuth2Client } = await import('google-auth-library');
  try {
    const ticket = await new OAuth2Client().verifySignedJwtWithCertsAsync(text, { [kid]: key });
    return { ...ticket.getPayload() };
  } catch {
    // The library's errors quote the token, so nothing of them is kept.
    throw tokenInvalid('its signature or lifetime is wrong');
  }
}
