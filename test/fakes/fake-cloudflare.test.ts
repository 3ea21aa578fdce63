import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeAccountId, fakeToken, fakeTunnelId, fakeZoneId } from './cloudflare-state.ts';
import { type FakeCloudflare, startFakeCloudflare } from './fake-cloudflare.ts';
import { httpCall } from './http-call.ts';

type Sent = readonly [verb: string, path: string, body?: unknown];

const records = `zones/${fakeZoneId}/dns_records`;
const tunnel = `accounts/${fakeAccountId}/cfd_tunnel/${fakeTunnelId}/configurations`;
const cname = { type: 'CNAME', name: 'a.example.com', content: 'b.example.com', ttl: 1 };
const catchAll = { service: 'http_status:404' };

const creates = (more: object): Sent => ['POST', records, { ...cname, ...more }];
const writes = (...ingress: readonly object[]): Sent => ['PUT', tunnel, { config: { ingress } }];

let fake: FakeCloudflare;

beforeEach(async () => {
  fake = await startFakeCloudflare();
});

afterEach(async () => await fake.close());

async function call(...[verb, path, body]: Sent) {
  return await httpCall(`${fake.url}/${path}`, {
    method: verb,
    headers: { authorization: `Bearer ${fakeToken}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

describe('startFakeCloudflare()', () => {
  it.each<[string, Sent]>([
    ['an unknown member', creates({ proxy: true })],
    ['another type', creates({ type: 'TXT' })],
    ['no name', creates({ name: '' })],
    ['a name of 256 characters', creates({ name: 'a'.repeat(256) })],
    ['a record that leads to itself', creates({ content: 'A.example.com' })],
    ['59 seconds', creates({ ttl: 59 })],
    ['86,401 seconds', creates({ ttl: 86_401 })],
    ['a comment of 101 characters', creates({ comment: 'a'.repeat(101) })],
    ['a comment of two lines', creates({ comment: 'a\nb' })],
    ['a tag without a value', creates({ tags: ['owner'] })],
    ['an unknown setting', creates({ settings: { ipv5_only: true } })],
    ['no record', ['POST', records]],
    ['a create with a query', ['POST', `${records}?comment=a`, cname]],
    ['an unknown filter', ['GET', `${records}?name.equals=a`]],
    ['an empty page', ['GET', `${records}?per_page=0`]],
    ['a page before the first', ['GET', `${records}?page=0`]],
    ['no configuration', ['PUT', tunnel, {}]],
    ['no rules', writes()],
    ['rules without a catch-all', writes({ ...catchAll, hostname: 'a.example.com' })],
    ['an unknown protocol', writes({ service: 'ftp://a' })],
    ['a wrong type', writes({ ...catchAll, originRequest: { noTLSVerify: 'yes' } })],
    ['half a second', writes({ ...catchAll, originRequest: { connectTimeout: 0.5 } })],
    ['half an access', writes({ ...catchAll, originRequest: { access: { teamName: 'a' } } })],
  ])('refuses %s', async (_, sent) => {
    const { status, json } = await call(...sent);

    expect(status).toBe(400);
    expect(json).toEqual({
      ...{ success: false, result: null, messages: [] },
      errors: [{ code: expect.any(Number), message: expect.any(String) }],
    });
    expect(fake.state.records).toEqual([]);
    expect(fake.state.version).toBe(7);
  });

  it.each<[string, Sent]>([
    ['60 seconds', creates({ ttl: 60 })],
    ['a day', creates({ ttl: 86_400 })],
    ['all members', creates({ comment: 'a'.repeat(100), tags: ['a:b'], settings: {} })],
    ['a page of one', ['GET', `${records}?per_page=1&page=3`]],
    ['a socket', writes({ service: 'unix+tls:///run/a' })],
  ])('takes %s', async (_, sent) => {
    expect(await call(...sent)).toMatchObject({ status: 200, json: { success: true } });
  });

  it.each([
    ['A', 400],
    ['NS', 400],
    ['TXT', 200],
  ])('answers a CNAME beside a record of type %s with %i', async (type, status) => {
    fake.state.plant({ name: 'A.example.com', type });

    expect((await call(...creates({}))).status).toBe(status);
  });

  it('says which page it is, and what a record is beside what was written', async () => {
    for (const name of ['a', 'c', 'd']) await call(...creates({ name: `${name}.example.com` }));

    const { json } = await call('GET', `${records}?per_page=2&page=2`);

    const counts = { count: 1, total_count: 3, total_pages: 2 };
    expect(json.result_info).toEqual({ page: 2, per_page: 2, ...counts });
    expect(json.result).toEqual([
      {
        ...{ ...cname, name: 'd.example.com', id: expect.any(String), comment: null },
        ...{ proxied: false, proxiable: true, tags: [], settings: {}, meta: {} },
        ...{ created_on: expect.any(String), modified_on: expect.any(String) },
      },
    ]);
  });

  it('does not take what is read-only', async () => {
    const config = { ingress: [catchAll], 'warp-routing': { enabled: true } };
    await call('PUT', tunnel, { config });

    expect(fake.state.config).toEqual({ ...config, 'warp-routing': { enabled: false } });
  });
});
