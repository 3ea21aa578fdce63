import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getFunction } from '@google-cloud/functions-framework/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { problemResponse } from '../../../functions/http/problem.ts';
import { registerFunction } from '../../../functions/serve/register-function.ts';

let server: Server;

beforeEach(() => {
  vi.stubEnv('AUTH', 'off');
  vi.stubEnv('HOST', '127.0.0.1');
  vi.stubEnv('LOG_LEVEL', 'error');
});
afterEach(() => {
  vi.unstubAllEnvs();
  server.close().closeAllConnections();
});

/** What the registered function answers to a call that reached this machine by `localAddress`. */
async function statusOf(name: string, localAddress: string): Promise<number> {
  registerFunction({
    name,
    uses: [],
    compose:
      async () =>
      async (_request, { refusal }) =>
        refusal === undefined ? new Response('hello') : problemResponse(refusal, 'r-1'),
  });
  const handler = getFunction(name) as RequestListener;
  server = createServer((incoming, outgoing) => {
    Object.defineProperty(incoming.socket, 'localAddress', { value: localAddress });
    handler(incoming, outgoing);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return (await fetch(`http://127.0.0.1:${port}/`)).status;
}

describe('registerFunction()', () => {
  it.each(['127.0.0.1', '::ffff:127.0.0.1', '::1'])(
    'has the function answer a call by %s while AUTH is off',
    async (address) => {
      expect(await statusOf('hello', address)).toBe(200);
    },
  );

  it.each(['10.0.0.5', '::ffff:10.0.0.5', '2001:db8::1'])(
    'refuses a call by %s while AUTH is off, whoever listens there',
    async (address) => {
      expect(await statusOf('hello', address)).toBe(401);
    },
  );

  it('leaves it to the function to tell its callers apart while AUTH is on', async () => {
    vi.stubEnv('AUTH', 'on');

    expect(await statusOf('hello', '10.0.0.5')).toBe(200);
  });
});
