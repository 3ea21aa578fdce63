import type { Systems } from '../../shared/ports/systems.ts';
import type { Parts } from './parts.ts';

/** The mail server for messages to tenants, where one is set. Its client is loaded by the first message. */
export async function composeMail({
  config,
}: Pick<Parts, 'config'>): Promise<Pick<Systems, 'mail'>> {
  const { SMTP_URL: server, MAIL_FROM: from, MAIL_TIMEOUT_MS: timeoutMs } = config;
  const isSetUp = server && from && timeoutMs;
  if (!isSetUp) return {};
  const { createSmtpMail } = await import('../../shared/adapters/smtp/create-smtp-mail.ts');
  return { mail: createSmtpMail({ server, from, timeoutMs }) };
}
