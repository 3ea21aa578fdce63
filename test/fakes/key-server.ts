import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TokenSigner } from './token-signer.ts';

/** How the key server answers. */
export type KeyAnswer = (response: http.ServerResponse) => void;

/** A local server in the place of `https://www.googleapis.com/oauth2/v3/certs`. */
export interface KeyServer {
  readonly url: string;
  /** How often it was asked. */
  readonly requests: () => number;
  /** Changes what it answers from now on. */
  answer(next: KeyAnswer): void;
  /** Answers again as at first. */
  recover(): void;
  close(): Promise<void>;
}

/** Publishes the public keys of these signers. */
export async function startKeyServer(...signers: readonly TokenSigner[]): Promise<KeyServer> {
  let current = publish(signers);
  let requests = 0;
  const server = http.createServer((_request, response) => {
    requests += 1;
    current(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/oauth2/v3/certs`,
    requests: () => requests,
    answer: (next) => {
      current = next;
    },
    recover: () => {
      current = publish(signers);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers as Google does: a key set with the time for which it may be kept. */
export function publish(
  signers: readonly TokenSigner[],
  headers: http.OutgoingHttpHeaders = { 'cache-control': 'public, max-age=21600, must-revalidate' },
): KeyAnswer {
  const body = JSON.stringify({ keys: signers.map(({ jwk }) => jwk) });
  return (response) =>
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(body);
}
