import { checkMessage } from '../../shared/adapters/smtp/check-message.ts';
import type { Mail, MailMessage } from '../../shared/ports/mail.ts';
import { SystemError } from '../../shared/tenant/system-error.ts';

/** What the next message meets. */
export type MemoryMailFault =
  | { readonly kind: 'not-done'; readonly class: 'retry' | 'terminal' }
  /** No answer came; the message was delivered or was not. */
  | { readonly kind: 'unknown'; readonly isDelivered: boolean };

/** A mail server in memory. */
export interface MemoryMail extends Mail {
  /** What was delivered, oldest first. */
  readonly delivered: readonly MailMessage[];
  /** How often a message was given to it, delivered or not. */
  readonly attempts: () => number;
  /** The next messages meet these faults, one each; after them all is well. */
  failNext(...faults: readonly MemoryMailFault[]): void;
}

/** One that has delivered nothing; it refuses what the real one refuses before it connects. */
export function createMemoryMail(domain = 'tenantry.test'): MemoryMail {
  const delivered: MailMessage[] = [];
  const faults: MemoryMailFault[] = [];
  let attempts = 0;
  return {
    delivered,
    timeoutMs: 1_000,
    attempts: () => attempts,
    failNext: (...next) => {
      faults.push(...next);
    },
    messageId: (reference) => `<${reference}@${domain}>`,
    send: async (message, begin) => {
      checkMessage(message);
      attempts += 1;
      const fault = faults.shift();
      if (fault?.kind === 'not-done') throw errorOf(message, fault);
      await begin();
      const isDelivered = fault === undefined || (fault.kind === 'unknown' && fault.isDelivered);
      if (isDelivered) delivered.push(message);
      if (fault !== undefined) throw errorOf(message, fault);
    },
  };
}

function errorOf({ reference }: MailMessage, fault: MemoryMailFault): SystemError {
  const attempt = `Cannot send mail "${reference}" through "memory"`;
  if (fault.kind === 'unknown') {
    const message = `${attempt}: there was no answer in time; it may have been taken`;
    return new SystemError('mail', { what: 'timeout', message }, unknown);
  }
  const what = fault.class === 'retry' ? 'unavailable' : 'refused';
  const message = `${attempt}: ${what === 'refused' ? 'it refuses the recipient' : 'it takes no mail now'}`;
  return new SystemError('mail', { what, message }, { class: fault.class, outcome: 'not-done' });
}

const unknown = { class: 'observe', outcome: 'unknown' } as const;
