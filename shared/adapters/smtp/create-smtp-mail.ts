import type { Mail } from '../../ports/mail.ts';
import { buildLetter } from './build-letter.ts';
import { checkMessage } from './check-message.ts';
import { handOver } from './hand-over.ts';
import { mailFailure } from './mail-failure.ts';
import type { SmtpMailSettings } from './smtp-settings.ts';

/**
 * Mail through one SMTP server (RFC 5321): a connection and one attempt per message. Nothing is loaded
 * or connected before the first message.
 */
export function createSmtpMail({ server, from, timeoutMs }: SmtpMailSettings): Mail {
  const messageId = (reference: string) => `<${reference}@${from.domain}>`;
  return {
    timeoutMs,
    messageId,
    send: async (message, begin) => {
      const { subject, text, reference } = message;
      const to = checkMessage(message);
      const id = messageId(reference);
      const letter = await buildLetter({ from, to, subject, text, messageId: id });
      const settings = { greetAs: from.domain, timeoutMs, begin };
      const fault = await handOver(server, letter, settings);
      if (fault === undefined) return;
      throw mailFailure(`send mail "${reference}" through "${server.host}"`, fault);
    },
  };
}
