import { Buffer } from 'node:buffer';
import { TenantryError } from '../../shared/tenant/errors.ts';

/**
 * The bytes of a text in base64 (RFC 4648, section 4) in its one canonical form. Whitespace, missing or
 * surplus padding, letters of base64url and stray bits at the end are `invalid_message_data`: Node
 * would skip them in silence and make other bytes of them.
 */
export function decodeBase64(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') === text) return bytes;
  throw new TenantryError(
    'invalid_message_data',
    'Cannot read the message: its data is not in canonical base64',
  );
}
