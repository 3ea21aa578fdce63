import { Buffer } from 'node:buffer';
import { tokenInvalid } from './token-refusal.ts';

/** A JSON Web Token in compact form (RFC 7519) whose header is in order; nothing is verified yet. */
export interface ParsedToken {
  readonly text: string;
  /** Which key is said to have signed it. */
  readonly kid: string;
}

/** Google's tokens have about 1 200 characters. */
const tokenLengthMax = 8_192;
const keyIdLengthMax = 128;

/**
 * Reads the header of a token and refuses (`token_invalid`) what Google never sends: another algorithm
 * than RS256, no key id, critical extensions (RFC 7515, 4.1.11) or sloppy base64url.
 */
export function parseToken(text: string): ParsedToken {
  if (text.length > tokenLengthMax) throw tokenInvalid('it is too long');
  const segments = text.split('.');
  if (segments.length !== 3 || !segments.every(isBase64Url)) {
    throw tokenInvalid('it is not three parts in base64url');
  }
  const header = parseObject(segments[0] ?? '');
  // The algorithm is ours to choose, not the token's: none and HS256 with a public key are old tricks.
  if (header['alg'] !== 'RS256') throw tokenInvalid('it is not signed by RS256');
  if (Object.hasOwn(header, 'crit')) throw tokenInvalid('it has critical extensions');
  const { kid } = header;
  if (typeof kid !== 'string' || kid === '' || kid.length > keyIdLengthMax) {
    throw tokenInvalid('it does not name its key');
  }
  return { text, kid };
}

/** Base64url without padding and with zero bits at its end, so that no token has two spellings. */
function isBase64Url(segment: string): boolean {
  return segment !== '' && Buffer.from(segment, 'base64url').toString('base64url') === segment;
}

function parseObject(segment: string): Readonly<Record<string, unknown>> {
  try {
    const bytes = Buffer.from(segment, 'base64url');
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Readonly<Record<string, unknown>>;
    }
  } catch {
    // The parser's own message quotes the token.
  }
  throw tokenInvalid('its header is not a JSON object');
}
