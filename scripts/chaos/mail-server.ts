import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** The mail server of the demonstration, which counts what it took. */
export interface MailServer {
  /** `127.0.0.1:40123`. */
  readonly address: string;
  /** Recipients of the messages that it took, one each. */
  readonly recipients: readonly string[];
  close(): Promise<void>;
}

const host = '127.0.0.1';

/** Starts one on a free port of this machine. */
export async function startMailServer(): Promise<MailServer> {
  const recipients: string[] = [];
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    onData: (stream, { envelope }, done) => {
      stream.on('end', () => {
        recipients.push(...envelope.rcptTo.map(({ address }) => address));
        done();
      });
      stream.resume();
    },
  });
  // A program that is killed breaks off in the middle.
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    address: `${host}:${port}`,
    recipients,
    close: async () => await new Promise<void>((resolve) => server.close(resolve)),
  };
}
