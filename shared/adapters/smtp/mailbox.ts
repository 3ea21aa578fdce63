import { domainToASCII } from 'node:url';

/** One address (RFC 5321, 4.1.2), in parts. */
export interface Mailbox {
  /** Before the `@`, as it was given; may have letters outside ASCII (RFC 6531). */
  readonly local: string;
  /** After the `@`, in ASCII. */
  readonly domain: string;
  /** `local@domain`. */
  readonly address: string;
}

// A dot-atom: no quotes, comments, spaces, lists or control characters.
const localPart =
  /^[\w!#$%&'*+\-/=?^`{|}~\u00a0-\uffff]+(\.[\w!#$%&'*+\-/=?^`{|}~\u00a0-\uffff]+)*$/;
const asciiDomain =
  /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/;
// `domainToASCII` reads a host out of a URL: without this it would leave out a path, or decode a `%2e`.
const domainSigns = /^[\p{L}\p{M}\p{N}.-]+$/u;
const ipAddress = /^[\d.]+$/;
const separators = /[\p{Z}\p{C}]/u;
const lengthMax = 254;
const localBytesMax = 64;

/** The one bare address that a text is; undefined for everything else: a list, a name beside it, quotes. */
export function mailboxOf(text: string): Mailbox | undefined {
  const parts = text.split('@');
  const [local = '', domainText = ''] = parts;
  if (parts.length !== 2 || separators.test(text) || !localPart.test(local)) return undefined;
  const domain = domainSigns.test(domainText) ? domainToASCII(domainText) : '';
  const address = `${local}@${domain}`;
  const isShort = address.length <= lengthMax && Buffer.byteLength(local) <= localBytesMax;
  const isName = asciiDomain.test(domain) && !ipAddress.test(domain);
  return isName && isShort ? { local, domain, address } : undefined;
}
