import { afterEach, describe, expect, it } from 'vitest';
import { InterruptedError } from '../../cli/interrupted-error.ts';
import { type ApiRequest, sendRequest } from '../../cli/send-request.ts';
import { recorded } from './recorded/recorded-answers.ts';
import {
  hangUp,
  type ScriptedAnswer,
  type ScriptedApi,
  silence,
  startScriptedApi,
} from './scripted-api.ts';
import { testConnection } from './test-connection.ts';

const open: ScriptedApi[] = [];

afterEach(async () => {
  for (const api of open.splice(0)) await api.close();
});

async function start(...answers: readonly ScriptedAnswer[]): Promise<ScriptedApi> {
  const api = await startScriptedApi({ 'GET /x': answers, 'POST /x': answers });
  open.push(api);
  return api;
}

const get: ApiRequest = { method: 'GET', path: '/x' };
const post: ApiRequest = { method: 'POST', path: '/x', body: { a: 1 } };
const wish: ApiRequest = { ...post, idempotencyKey: 'key-1' };
const busy = (retryAfter?: string): ScriptedAnswer => ({
  status: 503,
  headers: {
    'content-type': 'application/problem+json',
    ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
  },
  body: { code: 'store_contention', detail: 'Busy' },
});
const done: ScriptedAnswer = { status: 200, body: { ok: true } };

describe('sendRequest()', () => {
  it('sends body, key and query, and returns the JSON of the answer', async () => {
    const api = await start(done);
    const settings = { url: api.url, token: 'secret', isTokenExposed: false };
    const connection = testConnection(api.url, { settings });

    const answer = await sendRequest(connection, {
      ...wish,
      ifMatch: '"3"',
      query: { limit: 5, cursor: 'a/b=', none: undefined },
      waitSeconds: 30,
    });

    expect(answer).toEqual({ status: 200, body: { ok: true } });
    expect(api.arrived).toMatchObject([
      {
        method: 'POST',
        url: '/x?limit=5&cursor=a%2Fb%3D&wait=30',
        body: '{"a":1}',
        headers: {
          'x-api-key': 'secret',
          'idempotency-key': 'key-1',
          'if-match': '"3"',
          'content-type': 'application/json',
        },
      },
    ]);
  });

  it('keeps the path of the server', async () => {
    const api = await startScriptedApi({ 'GET /base/x': done });
    open.push(api);

    await sendRequest(testConnection(`${api.url}/base`), get);

    expect(api.calls()).toEqual(['GET /base/x']);
  });

  it.each([
    ['a broken connection', hangUp],
    ['429', { status: 429, body: {} }],
    ['502', { status: 502, body: '<html>' as never }],
    ['503', busy()],
    ['504', { status: 504, body: {} }],
    ['409 with Retry-After', { status: 409, headers: { 'retry-after': '1' }, body: {} }],
  ] as const)('tries a GET again after %s', async (_name, answer) => {
    const api = await start(answer, done);

    await expect(sendRequest(testConnection(api.url), get)).resolves.toMatchObject({
      body: { ok: true },
    });

    expect(api.arrived).toHaveLength(2);
  });

  it('tries a wish with a key again, with the same key', async () => {
    const api = await start(hangUp, done);

    await sendRequest(testConnection(api.url), wish);

    expect(api.arrived.map(({ headers }) => headers['idempotency-key'])).toEqual([
      'key-1',
      'key-1',
    ]);
  });

  it('sends a POST without a key once', async () => {
    const api = await start(hangUp, done);

    await expect(sendRequest(testConnection(api.url), post)).rejects.toMatchObject({
      code: 'server_unreachable',
    });

    expect(api.arrived).toHaveLength(1);
  });

  it('gives up after four attempts with growing pauses', async () => {
    const api = await start(busy());
    const connection = testConnection(api.url);

    await expect(sendRequest(connection, get)).rejects.toMatchObject({ code: 'store_contention' });

    expect(api.arrived).toHaveLength(4);
    expect(connection.time.sleeps).toEqual([125, 250, 500]);
  });

  it('waits as long as Retry-After says', async () => {
    const api = await start(busy('7'), done);
    const connection = testConnection(api.url);

    await sendRequest(connection, get);

    expect(connection.time.sleeps).toEqual([7_125]);
  });

  it.each([
    ['86400', 60_125],
    ['0', 125],
    ['-5', 125],
    ['Wed, 21 Oct 2099 07:28:00 GMT', 125],
  ])('waits a minute at most, whatever Retry-After says: %s', async (retryAfter, ms) => {
    const api = await start(busy(retryAfter), done);
    const connection = testConnection(api.url);

    await sendRequest(connection, get);

    expect(connection.time.sleeps).toEqual([ms]);
  });

  it.each(['invalid', 'slug_taken', 'tenant_deleted', 'tenant_not_found'])(
    'does not repeat what the API refuses: %s',
    async (name) => {
      const api = await start(name, done);

      await expect(sendRequest(testConnection(api.url), get)).rejects.toMatchObject({
        code: recorded(name).body['code'],
        status: recorded(name).status,
        requestId: recorded(name).headers['x-request-id'],
      });

      expect(api.arrived).toHaveLength(1);
    },
  );

  it('rejects with every fault of a problem document', async () => {
    const api = await start('invalid');

    await expect(sendRequest(testConnection(api.url), wish)).rejects.toMatchObject({
      errors: recorded('invalid').body['errors'],
    });
  });

  it('rejects with the further members of a problem document', async () => {
    const api = await start('retry_not_allowed');

    await expect(sendRequest(testConnection(api.url), wish)).rejects.toMatchObject({
      extensions: { allowed_actions: ['delete'] },
    });
  });

  it('says how to start the server when nothing listens', async () => {
    const api = await start(done);
    await open.pop()?.close();

    const sent = sendRequest(testConnection(api.url), get);

    await expect(sent).rejects.toThrow(
      `Cannot reach ${api.url} (ECONNREFUSED): is it running? Start it with npm start, or set TENANTRY_URL`,
    );
  });

  it('says that no answer came in time', async () => {
    const api = await start(silence);

    const sent = sendRequest(testConnection(api.url, { timeoutMs: 50 }), post);

    await expect(sent).rejects.toThrow(`Cannot reach ${api.url} (no answer in time)`);
  });

  it('gives a long poll its time on top', async () => {
    const api = await start(silence);

    const sent = sendRequest(testConnection(api.url, { timeoutMs: 50 }), {
      ...post,
      waitSeconds: 1,
    });

    const timer = new Promise((resolve) => setTimeout(() => resolve('still waiting'), 500));
    await expect(Promise.race([sent, timer])).resolves.toBe('still waiting');
    await expect(sent).rejects.toMatchObject({ code: 'server_unreachable' });
  });

  it('ends at once when it is interrupted', async () => {
    const api = await start(silence);
    const interrupt = new AbortController();
    const connection = testConnection(api.url, { signal: interrupt.signal });

    const sent = sendRequest(connection, get);
    setTimeout(() => interrupt.abort(new InterruptedError()), 50);

    await expect(sent).rejects.toBeInstanceOf(InterruptedError);
    expect(api.arrived).toHaveLength(1);
  });

  it.each([
    ['a page of a proxy', { status: 200, body: '<html></html>' as never }],
    ['a list where an object belongs', { status: 200, body: [] as never }],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:9/' }, body: {} }],
  ])('takes %s for no answer of this API', async (_name, answer) => {
    const api = await start(answer);

    await expect(sendRequest(testConnection(api.url), get)).rejects.toMatchObject({
      code: 'answer_unreadable',
    });
  });

  it('carries the key to no other address', async () => {
    const elsewhere = await start(done);
    const location = `${elsewhere.url}/x`;
    const api = await start({ status: 307, headers: { location }, body: {} });
    const settings = { url: api.url, token: 'secret', isTokenExposed: false };

    await expect(sendRequest(testConnection(api.url, { settings }), get)).rejects.toThrow();

    expect(elsewhere.arrived).toEqual([]);
  });

  it('shows a status without a problem document', async () => {
    const api = await start({ status: 404, body: 'nothing here' as never });

    await expect(sendRequest(testConnection(api.url), get)).rejects.toMatchObject({
      code: 'http_404',
      message: 'The server answered with status 404',
    });
  });
});
