import type { Mailbox } from './mailbox.ts';
import type { Sender } from './smtp-settings.ts';

/** What a letter is made of; all of it was checked. */
export interface LetterParts {
  readonly from: Sender;
  readonly to: Mailbox;
  readonly subject: string;
  readonly text: string;
  /** With its angle brackets. */
  readonly messageId: string;
}

/** A message as it goes out (RFC 5322), and the addresses of its envelope. */
export interface Letter {
  readonly from: string;
  readonly to: Mailbox;
  readonly raw: Buffer;
}

/** The letter in plain UTF-8 text, marked as sent by a program (RFC 3834, 5). The builder is loaded here. */
export async function buildLetter(parts: LetterParts): Promise<Letter> {
  const { from, to, subject, text, messageId } = parts;
  const { default: MimeNode } = await import('nodemailer/lib/mime-node');
  const { encodeWord } = await import('nodemailer/lib/mime-funcs');
  // What looks encoded would be decoded by the reader's program, line breaks and all.
  const encodedWords = (value: string) => ({
    ...{ prepared: true, foldLines: true, value: encodeWord(value, 'Q', 52) },
  });
  const node = new MimeNode('text/plain; charset=utf-8', {
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  node.setHeader('From', [{ name: from.name, address: from.address }]);
  node.setHeader('To', [{ name: '', address: to.address }]);
  node.setHeader('Subject', subject.includes('=?') ? encodedWords(subject) : subject);
  node.setHeader('Message-ID', messageId);
  node.setHeader('Auto-Submitted', 'auto-generated');
  node.setContent(text);
  return { from: from.address, to, raw: await node.build() };
}
