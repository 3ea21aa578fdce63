import type { MailMessage } from '../../shared/ports/mail.ts';

/** A message to Ann. */
export function aMessage(overrides: Partial<MailMessage> = {}): MailMessage {
  return {
    to: 'ann@acme.example',
    subject: 'Welcome',
    text: 'Hello Ann,\n\nyour site is ready.',
    reference: 'send-welcome.0f8fad5b-d9cb-469f-a165-70867728950e',
    ...overrides,
  };
}
