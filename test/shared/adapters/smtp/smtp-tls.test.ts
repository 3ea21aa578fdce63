import { type AddressInfo, connect, createServer } from 'node:net';
import tls from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { createSmtpMail } from '../../../../shared/adapters/smtp/create-smtp-mail.ts';
import { aMessage } from '../../../builders/a-message.ts';
import { anSmtpMail } from '../../../builders/an-smtp-mail.ts';
import {
  type MailCatcher,
  type MailCatcherOptions,
  startMailCatcher,
} from '../../../fakes/mail-catcher.ts';
import { systemFailureOf } from '../../../fakes/system-failure-of.ts';

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

describe('createSmtpMail() by TLS and credentials', () => {
  const credentials = { user: 'ten@ntry', password: 'p:w/@% ü' };
  const authorities = tls.getCACertificates('default');
  afterEach(() => tls.setDefaultCACertificates(authorities));
  const trust = ({ certificate }: MailCatcher) =>
    tls.setDefaultCACertificates([...authorities, certificate]);

  it.each(['implicit', 'starttls'] as const)('signs in by %s', async (kind) => {
    const server = await start({ tls: kind, credentials });
    trust(server);

    await anSmtpMail({ url: server.url }).send(aMessage(), begin);

    expect(server.caught).toMatchObject([{ isSecure: true, user: credentials.user }]);
  });

  it.each(['implicit', 'starttls'] as const)('sends nothing to a stranger by %s', async (kind) => {
    const server = await start({ tls: kind, credentials });

    const error = await systemFailureOf(anSmtpMail({ url: server.url }).send(aMessage(), begin));

    expect(error).toMatchObject({ code: 'mail_unavailable', class: 'retry', outcome: 'not-done' });
    expect(error.message).toContain('(DEPTH_ZERO_SELF_SIGNED_CERT)');
    expect(server.caught).toEqual([]);
  });

  it.each(['implicit', 'starttls'] as const)(
    'sends nothing to a server with the certificate of another one by %s',
    async (kind) => {
      const server = await start({ tls: kind, credentials, certifiedHost: 'other.example' });
      trust(server);

      const error = await systemFailureOf(anSmtpMail({ url: server.url }).send(aMessage(), begin));

      expect(error).toMatchObject({
        code: 'mail_unavailable',
        class: 'retry',
        outcome: 'not-done',
      });
      expect(error.message).toContain('(ERR_TLS_CERT_ALTNAME_INVALID)');
      expect(server.caught).toEqual([]);
    },
  );

  it('sends neither password nor message where STARTTLS is required and not there', async () => {
    const { port, caught } = await start();
    const heard: string[] = [];
    const tap = createServer((client) => {
      const upstream = connect(port, '127.0.0.1').on('error', () => undefined);
      client.on('error', () => undefined).on('data', (chunk) => heard.push(chunk.toString()));
      client.pipe(upstream).pipe(client);
    });
    await new Promise<void>((resolve) => tap.listen(0, '127.0.0.1', resolve));
    const at = { host: '127.0.0.1', port: (tap.address() as AddressInfo).port };
    const from = { name: '', address: 'hello@tenantry.example', domain: 'tenantry.example' };
    const server = { ...at, tls: 'required', credentials } as const;

    const sending = createSmtpMail({ server, from, timeoutMs: 10_000 }).send(aMessage(), begin);

    await expect(systemFailureOf(sending)).resolves.toMatchObject({
      ...{ code: 'mail_unavailable', class: 'retry', outcome: 'not-done' },
    });
    expect(heard).toEqual(['EHLO tenantry.example\r\n', 'STARTTLS\r\n']);
    expect(caught).toEqual([]);
    await new Promise((resolve) => tap.close(resolve));
  });

  it('speaks no TLS older than 1.2', async () => {
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' } as const;
    const server = await start({ tls: 'implicit', credentials, server: old });
    trust(server);

    const error = await systemFailureOf(anSmtpMail({ url: server.url }).send(aMessage(), begin));

    expect(error).toMatchObject({ code: 'mail_unavailable', outcome: 'not-done' });
    expect(server.caught).toEqual([]);
  });

  it('waits for the operator when the password is wrong', async () => {
    const server = await start({ credentials });
    const url = server.url.replace(/:[^:@]+@/, ':wrong@');

    await expect(
      systemFailureOf(anSmtpMail({ url }).send(aMessage(), begin)),
    ).resolves.toMatchObject({
      ...{ code: 'mail_unauthorized', class: 'retry', outcome: 'not-done' },
      message: expect.stringContaining('it refuses our credentials (535'),
    });
  });

  it('waits for the operator when there is no way to sign in', async () => {
    const server = await start();
    const url = server.url.replace('//', '//user:word@');

    await expect(
      systemFailureOf(anSmtpMail({ url }).send(aMessage(), begin)),
    ).resolves.toMatchObject({
      ...{ code: 'mail_unauthorized', class: 'retry', outcome: 'not-done' },
    });
    expect(server.caught).toEqual([]);
  });

  it('waits for the operator when credentials are missing', async () => {
    const server = await start({ credentials });
    const url = server.url.replace(/\/\/.*@/, '//');

    await expect(
      systemFailureOf(anSmtpMail({ url }).send(aMessage(), begin)),
    ).resolves.toMatchObject({
      ...{ code: 'mail_unauthorized', class: 'retry', outcome: 'not-done' },
    });
  });
});
