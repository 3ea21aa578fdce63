import { describe, expect, it } from 'vitest';
import { aMessage } from '../builders/a-message.ts';
import { type MailTrouble, mailContract } from '../contracts/mail.contract.ts';
import { createMemoryMail, type MemoryMailFault } from './memory-mail.ts';

const faults: Readonly<Record<MailTrouble, MemoryMailFault>> = {
  busy: { kind: 'not-done', class: 'retry' },
  refused: { kind: 'not-done', class: 'terminal' },
  'lost before': { kind: 'unknown', isDelivered: false },
  'lost after': { kind: 'unknown', isDelivered: true },
};

mailContract('createMemoryMail()', async () => {
  const mail = createMemoryMail();
  return {
    mail,
    delivered: () =>
      mail.delivered.map(({ reference, ...seen }) => ({
        ...seen,
        messageId: mail.messageId(reference),
      })),
    trouble: (next) => mail.failNext(faults[next]),
    close: async () => undefined,
  };
});

describe('createMemoryMail()', () => {
  it('counts what was given to it, not what it refuses before', async () => {
    const begin = async () => undefined;
    const mail = createMemoryMail();
    mail.failNext(faults.busy);

    await mail.send(aMessage(), begin).catch(() => undefined);
    await mail.send(aMessage({ to: '' }), begin).catch(() => undefined);
    await mail.send(aMessage(), begin);

    expect(mail.attempts()).toBe(2);
  });
});
