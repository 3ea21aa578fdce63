import { z } from 'zod';
import type { Sender } from '../shared/adapters/smtp/smtp-settings.ts';

const form = /^(?:(.*?)\s*<([^<>]*)>|([^<>]*))$/;
// What would need quotes or could be taken for another address is no name.
const plainName = /^[^"<>@,;:\\\p{C}]{0,100}$/u;
// In ASCII: not every server takes other letters.
const plainAddress = z.email().max(254);

/** The sender that `Name <address>` or `address` says; undefined for everything else. */
export function senderOf(text: string): Sender | undefined {
  const [, name = '', inBrackets, bare] = form.exec(text) ?? [];
  const { data: address } = plainAddress.safeParse(inBrackets ?? bare);
  if (address === undefined || !plainName.test(name)) return undefined;
  return { name, address, domain: address.slice(address.indexOf('@') + 1) };
}
