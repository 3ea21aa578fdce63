import { connect, createServer, type Socket } from 'node:net';

/** What the proxy does with a connection from now on. */
export type Fault =
  | 'none'
  /** Every request arrives, and the connection breaks when the service answers. */
  | 'lose-answers'
  /** Nothing goes through in either direction, and nothing breaks. A connection that lost bytes stays dead. */
  | 'hang'
  /** Connections break at once. */
  | 'refuse';

/** A TCP proxy on 127.0.0.1 in front of an emulator. */
export interface FaultProxy {
  readonly host: string;
  /** Sets the fault; `times` breaks later it is over by itself. */
  inject(fault: Fault, times?: number): void;
  close(): Promise<void>;
}

interface Proxy {
  readonly sockets: Set<Socket>;
  readonly target: { readonly host: string; readonly port: number };
  readonly state: { fault: Fault; left: number };
}

/** Starts a proxy; it is closed by its owner. */
export async function startFaultProxy(targetHost: string): Promise<FaultProxy> {
  const { hostname, port } = new URL(`http://${targetHost}`);
  const proxy: Proxy = {
    sockets: new Set(),
    target: { host: hostname, port: Number(port) },
    state: { fault: 'none', left: 0 },
  };
  const server = createServer((client) => serve(proxy, client));
  await new Promise<void>((ready) => {
    server.listen(0, '127.0.0.1', ready);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Cannot tell the port');
  return {
    host: `127.0.0.1:${address.port}`,
    inject: (fault, times = Number.POSITIVE_INFINITY) => {
      Object.assign(proxy.state, { fault, left: times });
      if (fault === 'refuse') for (const socket of proxy.sockets) socket.destroy();
    },
    close: async () => {
      for (const socket of proxy.sockets) socket.destroy();
      await new Promise((closed) => server.close(closed));
    },
  };
}

function serve(proxy: Proxy, client: Socket): void {
  if (proxy.state.fault === 'refuse') {
    client.destroy();
    return;
  }
  const service = connect(proxy.target);
  const breakBoth = () => {
    client.destroy();
    service.destroy();
  };
  for (const socket of [client, service]) {
    proxy.sockets.add(socket);
    socket.on('error', breakBoth);
    socket.on('close', () => {
      proxy.sockets.delete(socket);
      breakBoth();
    });
  }
  let isDead = false;
  const isSwallowed = () => {
    isDead ||= proxy.state.fault === 'hang';
    return isDead;
  };
  client.on('data', (bytes) => {
    if (!isSwallowed()) service.write(bytes);
  });
  service.on('data', (bytes) => {
    if (isSwallowed()) return;
    if (proxy.state.fault === 'lose-answers' && isAnswer(bytes)) {
      loseOne(proxy);
      breakBoth();
      return;
    }
    client.write(bytes);
  });
}

function loseOne({ state }: Proxy): void {
  state.left -= 1;
  if (state.left <= 0) state.fault = 'none';
}

/** HTTP/2 (RFC 9113, 4.1): type 0 is DATA, 1 is HEADERS; the others keep the connection going. */
function isAnswer(bytes: Buffer): boolean {
  for (let at = 0; at + 9 <= bytes.length; at += 9 + bytes.readUIntBE(at, 3)) {
    const type = bytes[at + 3];
    if (type === 0 || type === 1) return true;
  }
  return false;
}
