/** A message in plain text to one person. */
export interface MailMessage {
  /** One address. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /**
   * Left part of the Message-ID (RFC 5322, 3.6.4), letters, digits, `-` and single `.` between them: by it
   * the message is found in a mail server's log. The right part is the sender's domain.
   */
  readonly reference: string;
}

/** The mail server that messages to tenants go out by. A call rejects with a `SystemError`. */
export interface Mail {
  /** How long one message may take, in milliseconds; longer than a call to others. */
  readonly timeoutMs: number;
  /**
   * Hands one message over, once: nothing is sent again by itself. Calls `begin` when the server asks for
   * the message and sends none of it before that has resolved; rejects with its error. Else the error's
   * `outcome` is `not-done` when the server positively did not take the message, and `unknown` from when
   * it may have.
   */
  send(message: MailMessage, begin: () => Promise<void>): Promise<void>;
  /** The Message-ID that a message with this reference has: `<reference@domain>`. */
  messageId(reference: string): string;
}
