import type { MailMessage } from '../../ports/mail.ts';
import { SystemError } from '../../tenant/system-error.ts';
import { type Mailbox, mailboxOf } from './mailbox.ts';

const referenceText = /^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/;
const referenceLengthMax = 128;
/** Characters; with its name it stays far below the 998 that a line may have (RFC 5322, 2.1.1). */
const subjectLengthMax = 500;
const textLengthMax = 100_000;

/**
 * The recipient of a message that may be sent. Throws `mail_refused`, terminal, for any other: an
 * address that is not exactly one, a subject with a line break or another control character, lengths.
 */
export function checkMessage({ to, subject, text, reference }: MailMessage): Mailbox {
  // Before it is repeated in a message it must be one.
  if (reference.length > referenceLengthMax || !referenceText.test(reference)) {
    throw refusal('Cannot send mail: its reference is not a name for a Message-ID');
  }
  const refuse = (why: string) => refusal(`Cannot send mail "${reference}": ${why}`);
  const mailbox = mailboxOf(to);
  if (mailbox === undefined) throw refuse('the recipient is not exactly one plain address');
  if (subject.length > subjectLengthMax || /\p{Cc}|[\u2028\u2029]/u.test(subject)) {
    throw refuse(`the subject has control characters or more than ${subjectLengthMax} characters`);
  }
  if (text.length > textLengthMax || text.includes('\0')) {
    throw refuse(`the text has a NUL or more than ${textLengthMax} characters`);
  }
  return mailbox;
}

function refusal(message: string): SystemError {
  const details = { class: 'terminal', outcome: 'not-done' } as const;
  return new SystemError('mail', { what: 'refused', message }, details);
}
