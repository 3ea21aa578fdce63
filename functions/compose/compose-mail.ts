import type { Systems } from '../../shared/ports/systems.ts';
import type { Parts } from './parts.ts';

/** The mail server for messages to tenants, where one is set. Its client is loaded by the first message. */
export async function composeMail({
  config,
}: Pick<Parts, 'config'>): Promise<Pick<Systems, 'mail'>> {
  const { SMTP_URL: server, MAIL_FROM: from, CALL_TIMEOUT_MS: callTimeoutMs } = config;
  if (server === undefined || from === undefined) return {};
  const { createSmtpMail } = await import('../../shared/adapters/smtp/create-smtp-mail.ts');
  return { mail: createSmtpMail({ server, from, callTimeoutMs }) };
}
