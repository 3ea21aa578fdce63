import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { KubeConfig } from '@kubernetes/client-node';

/** A request that arrived, with its body. */
export interface Arrived {
  readonly method: string;
  readonly url: URL;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** Answers one request; the response is the raw one, so that a script may break it. */
export type Script = (arrived: Arrived, response: http.ServerResponse) => void;

/** A local server that answers by a script, in the place of an API server. */
export interface ScriptedServer {
  readonly arrived: readonly Arrived[];
  /** How many connections were opened. */
  readonly connections: () => number;
  kubeConfig(token?: string): KubeConfig;
  close(): Promise<void>;
}

/** Key and certificate for TLS; without them the server speaks plain HTTP. */
export interface ServerTls {
  readonly key: string;
  readonly cert: string;
}

/** Listens on a free port of the loopback. */
export async function startScriptedServer(
  script: Script,
  tls?: ServerTls,
): Promise<ScriptedServer> {
  const arrived: Arrived[] = [];
  const sockets = new Set<Socket>();
  const listener: http.RequestListener = async (request, response) => {
    const body = await bodyOf(request);
    const url = new URL(request.url ?? '/', 'http://localhost');
    const one = { method: request.method ?? '', url, headers: request.headers, body };
    arrived.push(one);
    script(one, response);
  };
  const server =
    tls === undefined ? http.createServer(listener) : https.createServer(tls, listener);
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const scheme = tls === undefined ? 'http' : 'https';
  return {
    arrived,
    connections: () => sockets.size,
    kubeConfig: (token) => kubeConfigFor(`${scheme}://127.0.0.1:${port}`, token),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers with JSON. */
export function json(response: http.ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** The configuration of a cluster at this address, which need not exist. */
export function kubeConfigFor(server: string, token: string = 'token'): KubeConfig {
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    { name: 'test', server, skipTLSVerify: true },
    { name: 'test', token },
  );
  return config;
}

async function bodyOf(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
