import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { aCertificate } from '../builders/a-certificate.ts';

/** A message that was acknowledged to its sender. */
export interface CaughtMail {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came, dots unstuffed; `parseLetter` reads it. */
  readonly raw: string;
  readonly isSecure: boolean;
  readonly user: string | undefined;
}

export interface MailCatcherOptions {
  /** Which TLS it speaks; absent: none, as on the loopback. */
  readonly tls?: 'implicit' | 'starttls';
  /** The host that its certificate is for. */
  readonly certifiedHost?: string;
  /** The only ones that it takes; absent: nobody signs in. */
  readonly credentials?: { readonly user: string; readonly password: string };
  /** More of smtp-server's own: answers, extensions, sizes. */
  readonly server?: SMTPServerOptions;
}

/** A real SMTP server on the loopback that keeps what it gets. */
export interface MailCatcher {
  readonly caught: readonly CaughtMail[];
  readonly port: number;
  /** For `SMTP_URL`, credentials included. */
  readonly url: string;
  /** Its certificate, which is its own authority. */
  readonly certificate: string;
  /** How many connections were opened. */
  readonly connections: () => number;
  close(): Promise<void>;
}

const host = '127.0.0.1';

/** Starts one on a free port. */
export async function startMailCatcher(options: MailCatcherOptions = {}): Promise<MailCatcher> {
  const { tls, credentials, certifiedHost = host } = options;
  const caught: CaughtMail[] = [];
  const pair = aCertificate({ hosts: [certifiedHost], isAuthority: true });
  let connections = 0;
  const server = new SMTPServer({
    ...optionsOf(options, pair),
    onConnect: (_session, done) => {
      connections += 1;
      done();
    },
    onAuth: ({ username, password }, _session, done) => {
      const isRight = username === credentials?.user && password === credentials?.password;
      done(isRight ? null : refusal(535, 'No such user here'), { user: username });
    },
    onData: async (stream, { envelope, secure: isSecure, user }, done) => {
      const raw = await wholeOf(stream);
      if (raw === undefined) return done(refusal(451, 'The message is not whole'));
      const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
      const to = envelope.rcptTo.map(({ address }) => address);
      caught.push({ from, to, raw, isSecure, user });
      done();
    },
    ...options.server,
  });
  // Clients that break off are what it is for.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.server.address() as AddressInfo;
  const user = credentials === undefined ? '' : `${userInfo(credentials)}@`;
  return {
    ...{ caught, port, certificate: pair.crt, connections: () => connections },
    url: `${tls === 'implicit' ? 'smtps' : 'smtp'}://${user}${host}:${port}`,
    close: async () => await new Promise<void>((resolve) => server.close(resolve)),
  };
}

/** What smtp-server answers instead of its own success. */
export function refusal(responseCode: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode });
}

/** Undefined when the sender broke off. */
async function wholeOf(stream: AsyncIterable<Buffer>): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of stream) chunks.push(chunk);
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks).toString();
}

function optionsOf(
  { tls, credentials }: MailCatcherOptions,
  pair: ReturnType<typeof aCertificate>,
): SMTPServerOptions {
  const disabledCommands = [
    ...(tls === 'starttls' ? [] : ['STARTTLS']),
    ...(credentials === undefined ? ['AUTH'] : []),
  ];
  return {
    ...{ key: pair.key, cert: pair.crt },
    ...{ secure: tls === 'implicit', disabledCommands, closeTimeout: 50 },
    ...{ allowInsecureAuth: tls === undefined, authOptional: credentials === undefined },
    ...{ disableReverseLookup: true, logger: false },
  };
}

function userInfo({ user, password }: NonNullable<MailCatcherOptions['credentials']>): string {
  return `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
}
