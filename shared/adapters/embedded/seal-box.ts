import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { derivedKey } from '../../tenant/sealed-token.ts';

/** One encrypted value. */
export interface SealedBox {
  /** Which key it was encrypted with. */
  readonly keyId: string;
  readonly nonce: Uint8Array;
  /** The ciphertext, and behind it the tag. */
  readonly box: Uint8Array;
}

/** Where a value belongs: it can be opened nowhere else. */
export interface BoxPlace {
  readonly tenantId: string;
  readonly token: string;
}

const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** Tells keys apart without telling anything of them. */
function keyIdOf(kept: Uint8Array): string {
  return createHash('sha256').update(derivedKey(kept, 'name')).digest('hex').slice(0, 16);
}

/** Encrypts a value with AES-256-GCM under a random nonce, bound to its place. */
export function sealBox(kept: Uint8Array, place: BoxPlace, value: string): SealedBox {
  const nonce = randomBytes(nonceBytes);
  const sealing = createCipheriv(cipher, derivedKey(kept, 'encrypt'), nonce);
  sealing.setAAD(boundTo(place));
  const text = Buffer.concat([sealing.update(value, 'utf8'), sealing.final()]);
  return { keyId: keyIdOf(kept), nonce, box: Buffer.concat([text, sealing.getAuthTag()]) };
}

/** The value, or undefined when the box was made with another key, for another place, or is damaged. */
export function openBox(
  kept: Uint8Array,
  place: BoxPlace,
  { keyId, nonce, box }: SealedBox,
): string | undefined {
  if (keyId !== keyIdOf(kept) || box.length < tagBytes) return undefined;
  const options = { authTagLength: tagBytes };
  const opening = createDecipheriv(cipher, derivedKey(kept, 'encrypt'), nonce, options);
  opening.setAAD(boundTo(place));
  opening.setAuthTag(box.subarray(box.length - tagBytes));
  try {
    const text = opening.update(box.subarray(0, box.length - tagBytes));
    return Buffer.concat([text, opening.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

function boundTo({ tenantId, token }: BoxPlace): Uint8Array {
  return Buffer.from(JSON.stringify([tenantId, token]));
}
