import { createHmac, hkdfSync } from 'node:crypto';

/** What every token begins with; no secret value may. */
const claim = 'sealed:';
const layout = `${claim}v1:`;

/** Whether a text says of itself that it is a token. */
export function isSealed(text: string): boolean {
  return text.startsWith(claim);
}

/** What stands for a secret value in records and answers: its HMAC-SHA-256 (RFC 2104), bound to the tenant. */
export function sealedToken(key: Uint8Array, tenantId: string, value: string): string {
  return layout + keyed(key, ['value', tenantId, value]);
}

/** HMAC-SHA-256 of a text that was made of secret values; never equal to a token's. */
export function sealedDigest(key: Uint8Array, text: string): string {
  return keyed(key, ['digest', text]);
}

function keyed(key: Uint8Array, parts: readonly string[]): string {
  return createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url');
}

const keyBytes = 32;

/** A key for one purpose out of the one that is kept (HKDF-SHA-256, RFC 5869). */
export function derivedKey(kept: Uint8Array, purpose: 'seal' | 'encrypt' | 'name'): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', kept, '', `tenantry ${purpose} v1`, keyBytes));
}
