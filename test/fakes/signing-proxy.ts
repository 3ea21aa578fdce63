import { Buffer } from 'node:buffer';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { pushClaims } from '../builders/push-claims.ts';
import { type KeyServer, startKeyServer } from './key-server.ts';
import { createTokenSigner } from './token-signer.ts';

/** Whom the proxy signs for. */
export interface SigningProxyOptions {
  readonly audience: string;
  readonly serviceAccount: string;
}

/** A running proxy. */
export interface SigningProxy {
  /** Where the emulator pushes to. */
  readonly url: string;
  /** Where the function finds the keys that the tokens are signed with. */
  readonly keysUrl: string;
  /** The server of these keys. */
  readonly keys: KeyServer;
  /**
   * Sets the function's origin, such as `http://127.0.0.1:8080`; the path is the request's own. Said
   * late, because a function must know the keys when it starts. Before that every answer is 502.
   */
  forwardTo(origin: string): void;
  close(): Promise<void>;
}

const answerMsMax = 30_000;

/**
 * Signs what the Pub/Sub emulator pushes: it sends no token, unlike Pub/Sub itself, and the functions
 * accept no call without one. Each request goes on with a fresh token of the service account; the
 * answer comes back as it is. A target that does not answer is a 502.
 */
export async function startSigningProxy(options: SigningProxyOptions): Promise<SigningProxy> {
  const signer = createTokenSigner('signing-proxy');
  const keys = await startKeyServer(signer);
  const { audience, serviceAccount } = options;
  let target: string | undefined;
  const server = http.createServer((request, response) => {
    if (target === undefined) {
      response.writeHead(502).end();
      return;
    }
    const token = signer.sign(pushClaims({ aud: audience, email: serviceAccount }));
    forward(new URL(request.url ?? '/', target), token, { request, response });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    keysUrl: keys.url,
    keys,
    forwardTo: (origin) => {
      target = origin;
    },
    close: async () => {
      server.closeAllConnections();
      await Promise.all([new Promise((resolve) => server.close(resolve)), keys.close()]);
    },
  };
}

interface Exchange {
  readonly request: http.IncomingMessage;
  readonly response: http.ServerResponse;
}

function forward(url: URL, token: string, { request, response }: Exchange): void {
  const headers = { ...request.headers, host: url.host, authorization: `Bearer ${token}` };
  const onward = http.request(url, {
    ...{ method: request.method, headers },
    signal: AbortSignal.timeout(answerMsMax),
  });
  onward.once('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.once('error', () => {
    if (response.headersSent) response.destroy();
    else response.writeHead(502).end();
  });
  // Read to the end first: a function that refuses early would otherwise cut the sender's line.
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.once('end', () => onward.end(Buffer.concat(chunks)));
  request.once('error', () => onward.destroy());
}
