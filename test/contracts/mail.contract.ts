import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Mail } from '../../shared/ports/mail.ts';
import { TenantryError } from '../../shared/tenant/errors.ts';
import { aMessage } from '../builders/a-message.ts';

/** A message as its reader sees it. */
export interface DeliveredMail {
  readonly to: string;
  readonly subject: string;
  /** Without line breaks at its end. */
  readonly text: string;
  readonly messageId: string;
}

/** What the next message meets: a refusal, or no answer, with the message delivered or not. */
export type MailTrouble = 'busy' | 'refused' | 'lost before' | 'lost after';

/** A mail server for one test, which has delivered nothing. */
export interface MailUnderTest {
  readonly mail: Mail;
  readonly delivered: () => readonly DeliveredMail[];
  readonly trouble: (next: MailTrouble) => void;
  readonly close: () => Promise<void>;
}

/** What every `Mail` promises. */
export function mailContract(name: string, open: () => Promise<MailUnderTest>): void {
  describe(`${name} as Mail`, () => {
    let opened: MailUnderTest;
    let begun: number;
    beforeEach(async () => {
      opened = await open();
      begun = 0;
    });
    const begin = async () => {
      begun += 1;
    };
    afterEach(async () => {
      await opened.close();
    });

    it('delivers one message, with the Message-ID of its reference', async () => {
      const message = aMessage();

      await opened.mail.send(message, begin);

      const { to, subject, text, reference } = message;
      const messageId = opened.mail.messageId(reference);
      expect(messageId).toMatch(/^<send-welcome\.0f8fad5b-.*@[a-z0-9.-]+>$/);
      expect(opened.delivered()).toEqual([{ to, subject, text, messageId }]);
    });

    it('begins once, and sends nothing before that has ended', async () => {
      const beginning = Promise.withResolvers<void>();
      const asked = Promise.withResolvers<void>();
      const sending = opened.mail.send(aMessage(), async () => {
        begun += 1;
        asked.resolve();
        await beginning.promise;
      });

      await asked.promise;
      const before = opened.delivered().length;
      beginning.resolve();
      await sending;

      expect(before).toBe(0);
      expect(begun).toBe(1);
      expect(opened.delivered()).toHaveLength(1);
    });

    it('sends nothing when it may not begin, and says so in the same words', async () => {
      const lost = new TenantryError('lease_lost', 'Somebody else works on it');

      const sending = opened.mail.send(aMessage(), async () => await Promise.reject(lost));

      await expect(sending).rejects.toBe(lost);
      expect(lost.code).toBe('lease_lost');
      expect(opened.delivered()).toEqual([]);
    });

    it('sends a second time when it is asked a second time', async () => {
      await opened.mail.send(aMessage(), begin);
      await opened.mail.send(aMessage(), begin);

      expect(opened.delivered()).toHaveLength(2);
    });

    it.each([
      ['letters of many scripts', { subject: 'Grüße, Ωμέγα, 你好 🎉', text: 'Привет\nn=é.' }],
      ['a long subject', { subject: 'Ünd so weiter '.repeat(30).trim(), text: 'x' }],
      ['a long subject without a space', { subject: 'x'.repeat(500), text: 'x' }],
      ['dots at the start of lines', { text: '.\n..\n.hidden\nend' }],
      ['a long line', { text: `${'word '.repeat(500)}end` }],
      ['lines that look like headers', { text: 'Bcc: eve@evil.example\n\nSubject: x' }],
      ['an encoded word', { subject: '=?utf-8?Q?=0D=0ABcc:_eve@evil.example?= x', text: 'x' }],
      ['no text', { text: '' }],
    ])('keeps %s', async (_what, parts) => {
      await opened.mail.send(aMessage(parts), begin);

      expect(opened.delivered()).toEqual([expect.objectContaining(parts)]);
    });

    it.each([
      ['two', 'ann@acme.example, eve@evil.example'],
      ['two with a semicolon', 'ann@acme.example;eve@evil.example'],
      ['two with a space', 'ann@acme.example eve@evil.example'],
      ['a name', 'Ann <ann@acme.example>'],
      ['brackets', '<ann@acme.example>'],
      ['a group', 'all:ann@acme.example;'],
      ['a comment', 'ann@acme.example(Ann)'],
      ['quotes', '"ann, eve"@acme.example'],
      ['a second @', 'ann@evil.example@acme.example'],
      ['an address literal', 'ann@[127.0.0.1]'],
      ['a line break', 'ann@acme.example\r\nRCPT TO:<eve@evil.example>'],
      ['a line break at its end', 'ann@acme.example\n'],
      ['a wide space', 'ann@acme.example\u3000'],
      ['no domain', 'ann'],
      ['no local part', '@acme.example'],
      ['an empty label', 'ann@acme..example'],
      ['a local part of 65 bytes', `${'a'.repeat(65)}@acme.example`],
      ['nothing', ''],
    ])('refuses an address with %s', async (_what, to) => {
      await expect(opened.mail.send(aMessage({ to }), begin)).rejects.toMatchObject(refused);

      expect(begun).toBe(0);
      expect(opened.delivered()).toEqual([]);
    });

    it.each([
      ['a line break in the subject', { subject: 'Hi\r\nBcc: eve@evil.example' }],
      ['a bare CR in the subject', { subject: 'Hi\rBcc: eve@evil.example' }],
      ['a bare LF in the subject', { subject: 'Hi\nBcc: eve@evil.example' }],
      ['a NUL in the subject', { subject: 'Hi\0' }],
      ['a subject of 501 characters', { subject: 'x'.repeat(501) }],
      ['a NUL in the text', { text: 'Hi\0' }],
      ['a text of 100,001 characters', { text: 'x'.repeat(100_001) }],
      ['a reference with a line break', { reference: 'a\r\nBcc: eve@evil.example' }],
      ['a reference with a bracket', { reference: 'a>' }],
      ['an empty reference', { reference: '' }],
    ])('refuses %s', async (_what, parts) => {
      await expect(opened.mail.send(aMessage(parts), begin)).rejects.toMatchObject(refused);

      expect(begun).toBe(0);
      expect(opened.delivered()).toEqual([]);
    });

    it('says not-done, to be tried again, when the server has no time', async () => {
      opened.trouble('busy');

      const retry = { code: 'mail_unavailable', class: 'retry', outcome: 'not-done' };
      await expect(opened.mail.send(aMessage(), begin)).rejects.toMatchObject(retry);

      expect(begun).toBe(0);
      expect(opened.delivered()).toEqual([]);
      await opened.mail.send(aMessage(), begin);
      expect(opened.delivered()).toHaveLength(1);
    });

    it('says not-done, for good, when the server refuses the recipient', async () => {
      opened.trouble('refused');

      await expect(opened.mail.send(aMessage(), begin)).rejects.toMatchObject(refused);

      expect(begun).toBe(0);
      expect(opened.delivered()).toEqual([]);
    });

    it.each([
      ['lost before', 0],
      ['lost after', 1],
    ] as const)('says unknown when the answer was %s it was taken', async (next, count) => {
      opened.trouble(next);

      await expect(opened.mail.send(aMessage(), begin)).rejects.toMatchObject({
        class: 'observe',
        outcome: 'unknown',
      });

      expect(begun).toBe(1);
      expect(opened.delivered()).toHaveLength(count);
    });
  });
}

const refused = {
  name: 'SystemError',
  system: 'mail',
  code: 'mail_refused',
  class: 'terminal',
  outcome: 'not-done',
};
