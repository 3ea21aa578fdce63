import { createPublicKey, type KeyObject } from 'node:crypto';

/** Public keys by their id, in PEM as Google's library takes them. */
export type KeySet = ReadonlyMap<string, string>;

/** Google publishes two or three. */
const keysMax = 50;
const modulusBitsMin = 2_048;

type Member = Readonly<Record<string, unknown>>;

/**
 * The RSA signature keys of a JSON Web Key Set (RFC 7517); other keys are passed over, as the RFC asks.
 * Throws an Error when it is no key set or has no such key.
 */
export function parseKeySet(text: string): KeySet {
  const value: unknown = JSON.parse(text);
  const members = isMember(value) ? value['keys'] : undefined;
  if (!Array.isArray(members) || members.length > keysMax) throw new Error('It is no key set');
  const keys = new Map(members.filter(isMember).flatMap(entryOf));
  if (keys.size === 0) throw new Error('It holds no RSA key');
  return keys;
}

function isMember(value: unknown): value is Member {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function entryOf(member: Member): readonly (readonly [string, string])[] {
  const { kid, kty, alg = 'RS256', use = 'sig', n, e } = member;
  if (typeof kid !== 'string' || kty !== 'RSA' || alg !== 'RS256' || use !== 'sig') return [];
  if (typeof n !== 'string' || typeof e !== 'string') return [];
  const key = publicKey(n, e);
  if ((key?.asymmetricKeyDetails?.modulusLength ?? 0) < modulusBitsMin) return [];
  return key === undefined ? [] : [[kid, key.export({ type: 'spki', format: 'pem' }).toString()]];
}

function publicKey(n: string, e: string): KeyObject | undefined {
  try {
    return createPublicKey({ key: { kty: 'RSA', n, e }, format: 'jwk' });
  } catch {
    return undefined;
  }
}
