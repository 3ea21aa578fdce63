import { senderOf } from '../../functions/sender-of.ts';
import { smtpServerOf } from '../../functions/smtp-server-of.ts';
import { createSmtpMail } from '../../shared/adapters/smtp/create-smtp-mail.ts';
import type { Mail } from '../../shared/ports/mail.ts';

export interface AnSmtpMail {
  readonly url: string;
  readonly from?: string;
  readonly timeoutMs?: number;
}

/** Mail through the server of this URL, as the variables set it up. */
export function anSmtpMail(options: AnSmtpMail): Mail {
  const { url, from: sender = 'Tenantry <hello@tenantry.example>', timeoutMs = 10_000 } = options;
  const [server, from] = [smtpServerOf(url), senderOf(sender)];
  if (server === undefined || from === undefined) throw new Error('Not a server or not a sender');
  return createSmtpMail({ server, from, timeoutMs });
}
