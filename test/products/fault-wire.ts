import { createServer, connect as dial, type Socket } from 'node:net';

/**
 * What happens to one message from the client: `terminated` the server ends the connection by an
 * operator's order (before anybody has signed in, the wire breaks) · `unsent` the wire breaks before
 * the message arrives · `unanswered` it arrives and its answer does not.
 */
export type WireFault = 'terminated' | 'unsent' | 'unanswered';

/** A wire to Postgres that breaks once. */
export interface FaultWire {
  readonly port: number;
  /** Whether a message was the one to break at. */
  readonly hasMet: () => boolean;
  readonly close: () => Promise<void>;
}

export interface FaultWireSettings {
  readonly port: number;
  readonly fault: WireFault;
  /** Which message breaks, counted from 0 over all connections, those of signing in included. */
  readonly at: number;
  /** Ends the client's connections on the server; one row for each that had signed in. */
  readonly terminate: () => Promise<readonly unknown[]>;
}

/** Opens the wire on a free port of this machine. The driver writes each message at once, so a chunk is a message. */
export async function openFaultWire(settings: FaultWireSettings): Promise<FaultWire> {
  const { port, fault, at, terminate } = settings;
  const sockets = new Set<Socket>();
  let seen = 0;
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = dial({ host: '127.0.0.1', port, noDelay: true });
    const cut = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', cut).on('close', cut);
    }
    let isMute = false;
    upstream.on('data', (chunk) => (isMute ? cut() : client.write(chunk)));
    client.on('data', (chunk) => {
      seen += 1;
      if (seen - 1 !== at) return void upstream.write(chunk);
      if (fault === 'unsent') return cut();
      isMute = fault === 'unanswered';
      if (fault === 'unanswered') return void upstream.write(chunk);
      return void terminate().then(
        (ended) => (ended.length > 0 ? upstream.write(chunk) : cut()),
        cut,
      );
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    hasMet: () => seen > at,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}
