import { Readable } from 'node:stream';
import type SmtpConnection from 'nodemailer/lib/smtp-connection';
import type { SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import type { Letter } from './build-letter.ts';
import type { SmtpServer } from './smtp-server.ts';

/** How far a letter came; from `data` on the server may have taken it. */
export type MailStage = 'connect' | 'login' | 'envelope' | 'data';

/** Why a letter was not acknowledged. */
export interface MailFault {
  readonly stage: MailStage;
  /** Of the client, or one of `mailFaultCodes`. */
  readonly error: unknown;
}

/** What we find out ourselves, as `code` of an error. */
export const mailFaultCodes = { noLogin: 'NO_LOGIN', noUtf8: 'NO_SMTPUTF8', late: 'ETIMEDOUT' };

export interface HandOverSettings {
  /** The name by which we greet (RFC 5321, 4.1.4). */
  readonly greetAs: string;
  /** For all of it, from the look for the server's address to its answer. */
  readonly timeoutMs: number;
}

/**
 * Gives one letter to a server, in one attempt on one connection. Undefined when the server has
 * acknowledged it; never rejects for what a server or the network does. The client is loaded here.
 */
export async function handOver(
  server: SmtpServer,
  letter: Letter,
  settings: HandOverSettings,
): Promise<MailFault | undefined> {
  const { default: Connection } = await import('nodemailer/lib/smtp-connection');
  const connection = new Connection(optionsOf(server, settings));
  return await new Promise((resolve) => {
    let stage: MailStage = 'connect';
    const fail = (error: unknown) => {
      resolve({ stage, error });
      connection.close();
    };
    // An answer that has arrived but was not read yet counts: it is read before the next turn.
    const isLate = () => setImmediate(() => fail(failure(mailFaultCodes.late)));
    const timer = setTimeout(isLate, settings.timeoutMs);
    connection.on('error', fail);
    connection.once('end', () => {
      clearTimeout(timer);
      // What ended it comes in the same turn, if it is known.
      setImmediate(() => fail(failure('ECONNECTION')));
    });
    const transfer = () => {
      stage = 'envelope';
      if (needsUtf8(letter) && !offersUtf8(connection)) return fail(failure(mailFaultCodes.noUtf8));
      // It is read when the server has asked for it, whole: from then on nobody knows how much arrived.
      const body = readOnce(letter.raw, () => {
        stage = 'data';
      });
      connection.send(envelopeOf(letter), body, (error) => {
        if (error) return fail(error);
        resolve(undefined);
        // Politeness only: what comes of it does not matter, and the timer ends it.
        connection.quit();
      });
    };
    connection.connect((error) => {
      if (error) return fail(error);
      if (server.credentials === undefined) return transfer();
      stage = 'login';
      if (!connection.allowsAuth) return fail(failure(mailFaultCodes.noLogin));
      const { user, password: pass } = server.credentials;
      connection.login({ credentials: { user, pass } }, (refused) =>
        refused ? fail(refused) : transfer(),
      );
    });
  });
}

function optionsOf(server: SmtpServer, settings: HandOverSettings): SMTPConnectionOptions {
  const { greetAs: name, timeoutMs } = settings;
  return {
    host: server.host,
    port: server.port,
    secure: server.tls === 'implicit',
    requireTLS: server.tls === 'required',
    // Said here, so that NODE_TLS_REJECT_UNAUTHORIZED does not change it.
    tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2' },
    name,
    // Never sooner than our own timer, which covers all of it.
    ...{ connectionTimeout: timeoutMs, greetingTimeout: timeoutMs },
    ...{ socketTimeout: timeoutMs, dnsTimeout: timeoutMs },
    // A connection that is given up is destroyed: nothing more goes out.
    socketCloseTimeout: 0,
    maxResponseSize: 65_536,
  };
}

function envelopeOf({ from, to, raw }: Letter) {
  return { from, to: [to.address], size: raw.length };
}

function readOnce(raw: Buffer, onRead: () => void): Readable {
  return new Readable({
    read() {
      onRead();
      this.push(raw);
      this.push(null);
    },
  });
}

function needsUtf8({ to }: Letter): boolean {
  return /[^\x20-\x7e]/.test(to.local);
}

/** The client would send such an address to any server. Its list has no public name; without it: no. */
function offersUtf8(connection: SmtpConnection): boolean {
  const extensions: unknown = Reflect.get(connection, '_supportedExtensions');
  return Array.isArray(extensions) && extensions.includes('SMTPUTF8');
}

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}
