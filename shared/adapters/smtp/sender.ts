import { mailboxOf } from './mailbox.ts';

/** Whom messages come from, and where a server sends them back to. */
export interface Sender {
  /** Shown beside the address; may be empty. */
  readonly name: string;
  readonly address: string;
  /** The address's, in ASCII. */
  readonly domain: string;
}

const named = /^(.*?)\s*<([^<>]*)>$/;
// What would need quotes or could be taken for another address is no name.
const plainName = /^[^"<>@,;:\\\p{C}]{1,100}$/u;
const isAscii = (text: string) => /^[\x20-\x7e]*$/.test(text);

/** The sender that `Name <address>` or `address` says; undefined for everything else. */
export function senderOf(text: string): Sender | undefined {
  const [, name, inBrackets] = named.exec(text) ?? [];
  const mailbox = mailboxOf(inBrackets ?? text);
  // Every server must take it: not each of them takes letters outside ASCII before the `@`.
  if (mailbox === undefined || !isAscii(mailbox.local)) return undefined;
  if (name !== undefined && name !== '' && !plainName.test(name)) return undefined;
  return { name: name ?? '', address: mailbox.address, domain: mailbox.domain };
}
