import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { CloudflareCall } from '../../../../shared/adapters/cloudflare/cloudflare-call.ts';
import {
  type CloudflareSettings,
  createCloudflareApi,
} from '../../../../shared/adapters/cloudflare/create-cloudflare-api.ts';
import { json, type ScriptedServer, startScriptedServer } from '../../../fakes/scripted-server.ts';

const open: ScriptedServer[] = [];

afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

const look: CloudflareCall = { system: 'dns', what: 'find "a"', method: 'GET', path: '/a' };
const create: CloudflareCall = { ...look, what: 'create "a"', method: 'POST', body: { a: 1 } };

async function answering(answer: (response: ServerResponse) => void, timeoutMs = 10_000) {
  const server = await startScriptedServer((_, response) => answer(response));
  open.push(server);
  const url = `${server.kubeConfig().getCurrentCluster()?.server}/client/v4`;
  const settings: CloudflareSettings = { url, token: 'secret-token', timeoutMs };
  return { server, api: createCloudflareApi(settings) };
}

const envelope = { success: true, errors: [], messages: [], result: { id: 'r1' } };

describe('createCloudflareApi()', () => {
  it('returns the result of a success', async () => {
    const { api, server } = await answering((response) => json(response, 200, envelope));

    await expect(api({ ...create, query: { 'name.exact': 'a&b' } })).resolves.toEqual({ id: 'r1' });

    const [arrived] = server.arrived;
    expect(arrived?.headers.authorization).toBe('Bearer secret-token');
    expect(arrived?.url.pathname).toBe('/client/v4/a');
    expect(arrived?.url.searchParams.get('name.exact')).toBe('a&b');
    expect(arrived?.body).toBe('{"a":1}');
  });

  it.each([
    [429, {}, { code: 'dns_throttled', class: 'retry', outcome: 'not-done' }],
    [401, {}, { code: 'dns_unauthorized', class: 'retry', outcome: 'not-done' }],
    [403, {}, { code: 'dns_forbidden', class: 'retry', outcome: 'not-done' }],
    [400, 6003, { code: 'dns_unauthorized', class: 'retry', outcome: 'not-done' }],
    [400, 9005, { code: 'dns_refused', class: 'terminal', outcome: 'not-done' }],
    [404, 7003, { code: 'dns_refused', class: 'terminal', outcome: 'not-done' }],
    [400, 81053, { code: 'dns_conflict', class: 'observe', outcome: 'not-done' }],
    [400, 81057, { code: 'dns_conflict', class: 'observe', outcome: 'not-done' }],
    [400, 81058, { code: 'dns_conflict', class: 'observe', outcome: 'not-done' }],
    [409, {}, { code: 'dns_conflict', class: 'observe', outcome: 'not-done' }],
    [302, {}, { code: 'dns_unavailable', class: 'retry', outcome: 'not-done' }],
    [408, {}, { code: 'dns_unavailable', class: 'observe', outcome: 'unknown' }],
    [500, {}, { code: 'dns_unavailable', class: 'observe', outcome: 'unknown' }],
    [524, {}, { code: 'dns_unavailable', class: 'observe', outcome: 'unknown' }],
    [200, 81057, { code: 'dns_conflict', class: 'observe', outcome: 'not-done' }],
  ])('classes %i with %j of a write', async (status, code, expected) => {
    const errors = typeof code === 'number' ? [{ code, message: 'hunter2' }] : [];
    const body = { success: false, errors, messages: [], result: null };
    const { api } = await answering((response) => json(response, status, body));

    const error = await api(create).catch((caught: unknown) => caught);

    expect(error).toMatchObject(expected);
    expect(String(error)).not.toMatch(/hunter2|secret-token/);
  });

  it.each(['PATCH', 'DELETE'] as const)(
    'asks for another look when %s finds nothing',
    async (method) => {
      const { api } = await answering((response) => json(response, 404, {}));

      await expect(api({ ...look, method })).rejects.toMatchObject({ class: 'observe' });
    },
  );

  it('knows that a look that fails has changed nothing', async () => {
    const { api } = await answering((response) => json(response, 502, {}));

    await expect(api(look)).rejects.toMatchObject({ class: 'retry', outcome: 'not-done' });
  });

  it.each([
    ['7', 7_000],
    ['86400', 600_000],
    ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
    ['-1', undefined],
  ])('takes Retry-After %j as %j milliseconds', async (header, retryAfterMs) => {
    const { api } = await answering((response) => {
      response.writeHead(429, { 'retry-after': header }).end('{}');
    });

    await expect(api(create)).rejects.toMatchObject({ code: 'dns_throttled', retryAfterMs });
  });

  it.each(['', 'hunter2', '[]', '{"result":{}}', '{"success":"true"}'])(
    'does not know what a write has done that is answered %j',
    async (text) => {
      const { api } = await answering((response) => response.writeHead(200).end(text));

      const error = await api(create).catch((caught: unknown) => caught);

      expect(error).toMatchObject({ code: 'dns_unavailable', outcome: 'unknown' });
      expect(String(error)).not.toContain('hunter2');
    },
  );

  it('gives up on an answer without an end', async () => {
    const { api } = await answering((response) => {
      response.writeHead(200).write('{"success":');
    }, 300);

    const expected = { code: 'dns_timeout', class: 'observe', outcome: 'unknown' };
    await expect(api(create)).rejects.toMatchObject(expected);
  });

  it('does not read an answer that is far too long', async () => {
    const { api } = await answering((response) => {
      response.writeHead(200).end(' '.repeat(9 * 1024 * 1024));
    });

    await expect(api(look)).rejects.toMatchObject({ code: 'dns_unavailable' });
  });

  it('knows that nothing has arrived where nobody listens', async () => {
    const { api, server } = await answering((response) => response.end());
    await server.close();

    const expected = { code: 'dns_unavailable', class: 'retry', outcome: 'not-done' };
    await expect(api(create)).rejects.toMatchObject(expected);
  });
});
