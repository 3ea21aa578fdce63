import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { aMessage } from '../../../builders/a-message.ts';
import { anSmtpMail } from '../../../builders/an-smtp-mail.ts';
import { type MailTrouble, mailContract } from '../../../contracts/mail.contract.ts';
import {
  type MailCatcher,
  type MailCatcherOptions,
  refusal,
  startMailCatcher,
} from '../../../fakes/mail-catcher.ts';
import { parseLetter } from '../../../fakes/parse-letter.ts';
import {
  type SmtpFault,
  type SmtpStage,
  startSmtpFaultProxy,
} from '../../../fakes/smtp-fault-proxy.ts';
import { systemFailureOf } from '../../../fakes/system-failure-of.ts';

const troubles: Readonly<Record<MailTrouble, readonly [SmtpStage, SmtpFault]>> = {
  busy: ['mail', { kind: 'answer', line: '451 4.3.0 Try later' }],
  refused: ['rcpt', { kind: 'answer', line: '550 5.1.1 No such user' }],
  'lost before': ['dot', { kind: 'close', when: 'before' }],
  'lost after': ['dot', { kind: 'close', when: 'after' }],
};

mailContract('createSmtpMail()', async () => {
  const catcher = await startMailCatcher();
  const proxy = await startSmtpFaultProxy(catcher.port);
  return {
    mail: anSmtpMail({ url: `smtp://127.0.0.1:${proxy.port}` }),
    delivered: () =>
      catcher.caught.map(({ raw, to: [to = ''] }) => {
        const { subject, text, headers } = parseLetter(raw);
        return { to, subject, text, messageId: headers.get('message-id') ?? '' };
      }),
    trouble: (next) => proxy.strike(...troubles[next]),
    close: async () => {
      await proxy.close();
      await catcher.close();
    },
  };
});

let catcher: MailCatcher | undefined;
afterEach(async () => {
  await catcher?.close();
  catcher = undefined;
});

async function start(options?: MailCatcherOptions): Promise<MailCatcher> {
  catcher = await startMailCatcher(options);
  return catcher;
}

const begin = async () => undefined;

describe('createSmtpMail()', () => {
  it('connects to nobody before the first message, nor for one that it refuses', async () => {
    const { url, connections } = await start();
    const mail = anSmtpMail({ url });

    await systemFailureOf(mail.send(aMessage({ to: 'a@b.example, c@d.example' }), begin));
    await systemFailureOf(mail.send(aMessage({ subject: 'a\r\nb' }), begin));

    expect(connections()).toBe(0);
  });

  it('opens one connection for each message', async () => {
    const { url, connections } = await start();
    const mail = anSmtpMail({ url });

    await mail.send(aMessage(), begin);
    await mail.send(aMessage(), begin);

    expect(connections()).toBe(2);
  });

  it('writes the headers of a message from a program, and no others', async () => {
    const { url, caught } = await start();

    await anSmtpMail({ url }).send(aMessage(), begin);

    const { headers } = parseLetter(caught[0]?.raw ?? '');
    expect(Object.fromEntries(headers)).toEqual({
      from: 'Tenantry <hello@tenantry.example>',
      to: 'ann@acme.example',
      subject: 'Welcome',
      'message-id': `<${aMessage().reference}@tenantry.example>`,
      'auto-submitted': 'auto-generated',
      'content-transfer-encoding': '7bit',
      date: expect.stringMatching(
        /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000$/,
      ),
      'mime-version': '1.0',
      'content-type': 'text/plain; charset=utf-8',
    });
    expect(caught[0]).toMatchObject({ from: 'hello@tenantry.example', to: ['ann@acme.example'] });
  });

  it('keeps lines below the 998 bytes that a server must take', async () => {
    const { url, caught } = await start();
    const subject = 'ü'.repeat(500);

    await anSmtpMail({ url }).send(aMessage({ subject, text: 'é'.repeat(50_000) }), begin);

    const lengths = (caught[0]?.raw ?? '').split('\r\n').map((line) => line.length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(78);
    expect(parseLetter(caught[0]?.raw ?? '').subject).toBe(subject);
  });

  it('writes a name that is not ASCII as an encoded word', async () => {
    const { url, caught } = await start();

    await anSmtpMail({ url, from: 'Bücher & Söhne <hello@tenantry.example>' }).send(
      aMessage(),
      begin,
    );

    const from = parseLetter(caught[0]?.raw ?? '').headers.get('from');
    expect(from).toMatch(/^=\?UTF-8\?[QB]\?[!-~]+\?= <hello@tenantry\.example>$/);
  });

  it('writes a domain that is not ASCII in ASCII', async () => {
    const { url, caught } = await start();

    await anSmtpMail({ url }).send(aMessage({ to: 'ann@bücher.example' }), begin);

    const to = parseLetter(caught[0]?.raw ?? '').headers.get('to');
    expect(to).toBe('ann@xn--bcher-kva.example');
  });

  it('sends to a local part outside ASCII where the server offers SMTPUTF8', async () => {
    const { url, caught } = await start();

    await anSmtpMail({ url }).send(aMessage({ to: 'änn@acme.example' }), begin);

    expect(caught[0]?.to).toEqual(['änn@acme.example']);
  });

  it('refuses a local part outside ASCII where it does not', async () => {
    const { url, caught } = await start({ server: { hideSMTPUTF8: true } });

    const error = await systemFailureOf(
      anSmtpMail({ url }).send(aMessage({ to: 'änn@acme.example' }), begin),
    );

    expect(error).toMatchObject({ code: 'mail_refused', class: 'terminal', outcome: 'not-done' });
    expect(error.message).toContain('letters outside ASCII');
    expect(caught).toEqual([]);
  });

  it('refuses a message that is larger than the server takes', async () => {
    const { url, caught } = await start({ server: { size: 1000 } });

    const sending = anSmtpMail({ url }).send(aMessage({ text: 'word\n'.repeat(300) }), begin);

    await expect(systemFailureOf(sending)).resolves.toMatchObject({
      ...{ code: 'mail_refused', class: 'terminal', outcome: 'not-done' },
      message: expect.stringContaining('larger than it takes'),
    });
    expect(caught).toEqual([]);
  });

  it('waits for the operator when nobody listens', async () => {
    const { url, close } = await start();
    await close();
    catcher = undefined;

    await expect(
      systemFailureOf(anSmtpMail({ url }).send(aMessage(), begin)),
    ).resolves.toMatchObject({
      ...{ code: 'mail_unavailable', class: 'retry', outcome: 'not-done' },
      message: expect.stringMatching(
        / through "127\.0\.0\.1": the connection failed \(ECONNREFUSED\)$/,
      ),
    });
  });

  it('waits for the operator when the name is not found', async () => {
    const mail = anSmtpMail({ url: 'smtps://mail.tenantry.invalid', timeoutMs: 5_000 });

    await expect(systemFailureOf(mail.send(aMessage(), begin))).resolves.toMatchObject({
      ...{ code: expect.stringMatching(/^mail_(unavailable|timeout)$/), class: 'retry' },
      ...{ outcome: 'not-done' },
    });
  });

  it('repeats nothing that the server says, nor what it was given', async () => {
    const { url } = await start({
      credentials: { user: 'hidden-user', password: 'hidden-word' },
      server: {
        onRcptTo: ({ address }, _session, done) =>
          done(refusal(550, `5.1.1 <${address}> hidden-word unknown\r\n550 5.1.1 stranger's text`)),
      },
    });
    const message = aMessage({ subject: 'hidden subject', text: 'hidden text' });

    const error = await systemFailureOf(anSmtpMail({ url }).send(message, begin));

    const shown = JSON.stringify([error.message, error.stack, error.cause ?? null]);
    expect(error.message).toBe(
      `Cannot send mail "${message.reference}" through "127.0.0.1": it refuses the recipient (550 5.1.1)`,
    );
    expect(shown).not.toMatch(/hidden|stranger|ann@/);
  });
});

describe('createSmtpMail() while it may not begin yet', () => {
  it.each([
    { what: 'its time runs out', code: 'mail_timeout', timeoutMs: 400 },
    { what: 'the server goes away', code: 'mail_unavailable', timeoutMs: 10_000 },
  ])('sends nothing, also later, when $what', async ({ code, timeoutMs }) => {
    const server = await startMailCatcher();
    const asked = Promise.withResolvers<void>();
    const beginning = Promise.withResolvers<void>();
    const sending = anSmtpMail({ url: server.url, timeoutMs }).send(aMessage(), async () => {
      asked.resolve();
      await beginning.promise;
    });
    const failed = systemFailureOf(sending);
    await asked.promise;
    if (code === 'mail_unavailable') await server.close();

    await expect(failed).resolves.toMatchObject({ code, class: 'retry', outcome: 'not-done' });

    beginning.resolve();
    await server.close();
    expect(server.caught).toEqual([]);
  });
});

describe('createSmtpMail() with a server that holds on', () => {
  let stranger: Server | undefined;
  const sockets: Socket[] = [];
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await new Promise((resolve) => stranger?.close(resolve));
  });
  const listen = async (greet: (socket: Socket) => void): Promise<number> => {
    const server = createServer((socket) => {
      sockets.push(socket.on('error', () => undefined));
      greet(socket);
    });
    stranger = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };
  const late = { code: 'mail_timeout', class: 'retry', outcome: 'not-done' };

  it.each([
    ['smtp', 'says nothing', () => undefined],
    ['smtps', 'says nothing', () => undefined],
    ['smtp', 'never ends its greeting', (socket: Socket) => trickle(socket, '220-more\r\n')],
    ['smtp', 'never ends its line', (socket: Socket) => trickle(socket, '2')],
    ['smtp', 'never begins TLS', (socket: Socket) => answerInTurn(socket, tlsNever)],
  ])(
    'gives up in time by %s where it %s, and leaves no connection',
    async (scheme, _what, greet) => {
      const port = await listen(greet);
      const mail = anSmtpMail({ url: `${scheme}://127.0.0.1:${port}`, timeoutMs: 300 });

      await expect(systemFailureOf(mail.send(aMessage(), begin))).resolves.toMatchObject(late);

      expect(sockets).toHaveLength(1);
      await Promise.all(sockets.map((socket) => closed(socket)));
    },
  );
});

const tlsNever = ['220 here', '250-here\r\n250 STARTTLS', '220 begin'];

/** Says the first line, and the others each after what it is sent. */
function answerInTurn(socket: Socket, lines: readonly string[]): void {
  const [first, ...others] = lines;
  socket.write(`${first}\r\n`);
  socket.on('data', () => {
    const next = others.shift();
    if (next !== undefined) socket.write(`${next}\r\n`);
  });
}

function trickle(socket: Socket, text: string): void {
  const timer = setInterval(() => socket.write(text), 20);
  socket.on('close', () => clearInterval(timer));
}

async function closed(socket: Socket): Promise<void> {
  socket.resume();
  if (!socket.destroyed) await new Promise((resolve) => socket.once('close', resolve));
}
