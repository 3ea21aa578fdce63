import { Readable } from 'node:stream';
import type SmtpConnection from 'nodemailer/lib/smtp-connection';
import type { SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import type { Letter } from './build-letter.ts';
import type { SmtpServer } from './smtp-settings.ts';

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
  /** Called when the server asks for the letter; none of it goes out before this has resolved. */
  readonly begin: () => Promise<void>;
}

/**
 * Gives one letter to a server, in one attempt on one connection. Undefined when the server has
 * acknowledged it. Rejects with the error of `begin` alone, never for what a server or the network
 * does. The client is loaded here.
 */
export async function handOver(
  server: SmtpServer,
  letter: Letter,
  settings: HandOverSettings,
): Promise<MailFault | undefined> {
  const { default: Connection } = await import('nodemailer/lib/smtp-connection');
  const connection = new Connection(optionsOf(server, settings));
  return await new Promise((resolve, reject) => {
    let stage: MailStage = 'connect';
    const fail = (error: unknown) => {
      resolve({ stage, error });
      connection.close();
    };
    const timer = setTimeout(() => fail(failure(mailFaultCodes.late)), settings.timeoutMs);
    connection.on('error', fail);
    connection.once('end', () => {
      clearTimeout(timer);
      // What ended it comes in the same turn, if it is known.
      setImmediate(() => fail(failure('ECONNECTION')));
    });
    const mayBegin = async () => {
      try {
        await settings.begin();
      } catch (error) {
        // Not by way of the client, which would write its own code into the error.
        reject(error);
        connection.close();
      }
      // From here on nobody knows how much of the letter has arrived.
      if (!connection.destroyed) stage = 'data';
      return !connection.destroyed;
    };
    const transfer = () => {
      stage = 'envelope';
      if (needsUtf8(letter) && !offersUtf8(connection)) return fail(failure(mailFaultCodes.noUtf8));
      connection.send(envelopeOf(letter), readWhen(mayBegin, letter.raw), (error) => {
        if (error) return fail(error);
        resolve(undefined);
        // Politeness only: what comes of it does not matter, and the timer ends it.
        connection.quit();
      });
    };
    connection.connect((error) => (error ? fail(error) : signIn()));
    const signIn = () => {
      if (server.credentials === undefined) return transfer();
      stage = 'login';
      if (!connection.allowsAuth) return fail(failure(mailFaultCodes.noLogin));
      const { user, password: pass } = server.credentials;
      const credentials = { user, pass };
      connection.login({ credentials }, (error) => (error ? fail(error) : transfer()));
    };
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

/** The bytes, whole, as soon as they are read and may be; else nothing, not even an end. */
function readWhen(mayRead: () => Promise<boolean>, raw: Buffer): Readable {
  return new Readable({
    async read() {
      if (!(await mayRead())) return;
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
