import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpServer } from '../../../functions/http/create-http-server.ts';
import { guardRequests } from '../../../functions/http/guard-requests.ts';
import { type HttpLimits, httpLimits } from '../../../functions/http/http-limits.ts';
import { problemResponse } from '../../../functions/http/problem.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

/** A server whose app answers with the body it was given, or with the refusal. */
async function listen(limits: Partial<HttpLimits> = {}): Promise<number> {
  const server = createHttpServer(
    async (request, { refusal }) => {
      if (refusal !== undefined) return problemResponse(refusal, 'r-1');
      const text = request.method === 'GET' ? '' : await request.text();
      return Response.json({ length: text.length, text: text.slice(0, 100) });
    },
    { ...httpLimits, ...limits },
  );
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function post(
  port: number | `${number}${string}`,
  body: string | Buffer<ArrayBuffer>,
  headers: Record<string, string> = {},
) {
  const response = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body, headers });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}

/** Writes raw bytes and resolves to everything that came back until the server hung up. */
async function raw(port: number, parts: readonly string[], pauseMs = 0): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk)).on('error', () => undefined);
  for (const part of parts) {
    if (!socket.writable) break;
    socket.write(part);
    await pause(pauseMs);
  }
  if (!socket.closed) await once(socket, 'close');
  return Buffer.concat(chunks).toString();
}

describe('guardRequests()', () => {
  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('inflates %s', async (encoding, compress) => {
    const port = await listen();

    const answer = await post(port, compress('{"a":1}'), { 'content-encoding': encoding });

    expect(answer).toEqual({ status: 200, json: { length: 7, text: '{"a":1}' } });
  });

  it('passes a body of exactly the limit', async () => {
    const port = await listen();

    const answer = await post(port, 'x'.repeat(httpLimits.bodyBytesMax));

    expect(answer.json['length']).toBe(httpLimits.bodyBytesMax);
  });

  it.each([httpLimits.bodyBytesMax + 1, 1_000_000, 20_000_000])(
    'answers 413 to a body of %i bytes',
    async (length) => {
      const port = await listen();
      const answer = await post(port, 'x'.repeat(length)).catch((error: Error) => error);

      // A client that does not read while it writes may see the hang-up first.
      expect(answer instanceof Error ? 413 : answer.status).toBe(413);
    },
  );

  it.each([
    [200, 'a larger body at a path that takes it', '/large?a=b', 200_000],
    [413, 'one that is too large even there', '/large', 200_001],
    [413, 'a larger body below that path', '/large/more', 200_000],
    [413, 'a larger body at a path that objects have', '/constructor', 200_000],
  ] as const)('answers %i to %s', async (...[status, _name, path, bytes]) => {
    const port = await listen({ largeBodies: { '/large': 200_000 } });

    const answer = await post(`${port}${path}`, 'x'.repeat(bytes));

    expect(answer.status).toBe(status);
  });

  it('answers 413 to a chunked body that grows beyond the limit', async () => {
    const port = await listen();
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;

    const answer = await raw(port, [
      'POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n',
      ...Array.from({ length: 8 }, () => chunk),
    ]);

    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(answer).toContain('"code":"body_too_large"');
  });

  it('answers 413 to gzip bombs without inflating them, and with flat memory', async () => {
    const port = await listen();
    // 60 KB that inflate to 60 MB, many times: 3 GB if they were inflated.
    const bomb = gzipSync(Buffer.alloc(60_000_000));
    const before = process.memoryUsage().rss;
    const startedAt = performance.now();

    const answers = await Promise.all(
      Array.from({ length: 50 }, () => post(port, bomb, { 'content-encoding': 'gzip' })),
    );

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([413]));
    // Inflating them takes longer than that on any machine.
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(32 * 1024 * 1024);
  });

  it.each(['zstd', 'compress', 'gzip, gzip', 'nonsense'])(
    'answers 415 to the encoding %s',
    async (encoding) => {
      const port = await listen();

      const answer = await post(port, 'x', { 'content-encoding': encoding });

      expect(answer).toMatchObject({ status: 415, json: { code: 'unsupported_encoding' } });
    },
  );

  it('answers 400 to bytes that are not what the encoding says', async () => {
    const port = await listen();

    const answer = await post(port, 'plain', { 'content-encoding': 'gzip' });

    expect(answer).toMatchObject({ status: 400, json: { code: 'malformed_body' } });
  });

  it('answers 408 to a body that does not arrive in time, and hangs up', async () => {
    const port = await listen({ bodyMsMax: 100 });

    const answer = await raw(port, ['POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nx']);

    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(answer).toContain('"code":"request_timeout"');
  });

  it('answers 408 to headers that do not arrive in time', async () => {
    const port = await listen({ headersMsMax: 100, requestMsMax: 200 });

    const answer = await raw(port, ['GET / HTTP/1.1\r\nhost: a\r\n']);

    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(answer).toContain('application/problem+json');
  });

  it('answers 414 to an address that is too long', async () => {
    const port = await listen();

    const response = await fetch(`http://127.0.0.1:${port}/${'x'.repeat(5_000)}`);

    expect(response.status).toBe(414);
  });

  it('answers 431 to headers that are too large', async () => {
    const port = await listen();

    const answer = await raw(port, [
      `GET / HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`,
    ]);

    expect(answer).toMatch(/^HTTP\/1.1 431 /);
    expect(answer).toContain('"code":"headers_too_large"');
  });

  it.each([
    ['broken HTTP', 'nonsense\r\n\r\n'],
    ['two lengths', 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n'],
    [
      'length and chunks',
      'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a broken Host', 'GET / HTTP/1.1\r\nhost: a b\r\nconnection: close\r\n\r\n'],
  ])('answers 400 to %s', async (_name, text) => {
    const port = await listen();

    const answer = await raw(port, [text]);

    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toContain('"code":"malformed_request"');
  });

  it.each([
    [400, '/%'],
    [400, '/tenants/%ff'],
    [400, '/tenants/%E0%A4%A'],
    [200, '/tenants/%C3%A4?q=%ff'],
    [200, '/tenants/100%25'],
  ])('answers %i to the address %s', async (status, path) => {
    const port = await listen();

    const answer = await raw(port, [
      `GET ${path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`,
    ]);

    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer.includes('"code":"malformed_request"')).toBe(status === 400);
  });

  it('does not ask for a body that it would refuse (Expect: 100-continue)', async () => {
    const port = await listen();

    const answer = await raw(port, [
      'POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 1000000\r\n\r\n',
    ]);

    expect(answer).toMatch(/^HTTP\/1.1 413 /);
  });

  it('keeps serving others while many bodies are slow', async () => {
    const port = await listen({ bodyMsMax: 400 });
    const slow = Array.from({ length: 100 }, () =>
      raw(port, ['POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nx']),
    );

    const startedAt = performance.now();
    const answer = await post(port, 'ok');

    expect(answer.status).toBe(200);
    expect(performance.now() - startedAt).toBeLessThan(300);
    await Promise.all(slow);
  });

  it.each([
    [200, 100],
    [413, 100_000],
  ])('answers %i to a body of which something else has read %i bytes', async (status, length) => {
    const respond = guardRequests(async (_request, { refusal }) =>
      refusal === undefined ? new Response() : problemResponse(refusal, 'r-1'),
    );
    const server = createServer((incoming, outgoing) => {
      // As Google's framework does: the stream is read, its bytes lie beside it.
      incoming.resume().once('end', () => {
        Object.assign(incoming, { rawBody: Buffer.alloc(length) });
        respond(incoming, outgoing);
      });
    });
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;

    const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'x' });

    expect(response.status).toBe(status);
  });
});
