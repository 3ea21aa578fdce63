import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fakeAccountId, fakeToken, fakeTunnelId, fakeZoneId } from '../fakes/cloudflare-state.ts';
import { type CloudflareWorld, openCloudflareWorld } from '../fakes/cloudflare-world.ts';
import type { Exchange } from '../fakes/fake-cloudflare.ts';
import { installCloudflareClient } from './published-cloudflare/install-cloudflare-client.ts';
import { type TypedValue, typeFaults } from './published-cloudflare/published-types.ts';

type Members = Readonly<Record<string, unknown>>;

/** Cloudflare's own client, as far as it is used here. */
interface Client {
  readonly dns: {
    readonly records: {
      create(params: Members): Promise<Members>;
      edit(id: string, params: Members): Promise<Members>;
      get(id: string, params: Members): Promise<Members>;
      delete(id: string, params: Members): Promise<Members>;
      list(params: Members): AsyncIterable<Members>;
    };
  };
  readonly zeroTrust: {
    readonly tunnels: {
      readonly cloudflared: {
        readonly configurations: {
          get(id: string, params: Members): Promise<Members>;
          update(id: string, params: Members): Promise<Members>;
        };
      };
    };
  };
}

const zone = { zone_id: fakeZoneId };
const account = { account_id: fakeAccountId };
const tenantId = '4f5d33d4-6d0b-4b8e-9c57-0e5a2d1f9a01';
const record = { name: 'acme.example.com', target: 't1.cfargotunnel.com', tenantId };
const published = { type: 'CNAME', name: 'b.example.com', content: 'c.example.com', ttl: 300 };
const catchAll = { service: 'http_status:404' };
const rule = {
  hostname: record.name,
  service: 'https://ingress.example:443',
  originRequest: { noTLSVerify: true },
};

let folder: string;
let world: CloudflareWorld;

beforeAll(() => {
  folder = installCloudflareClient();
}, 300_000);

beforeEach(async () => {
  world = await openCloudflareWorld();
});

afterEach(async () => await world.close());

function aClient(): Client {
  const { Cloudflare } = createRequire(join(folder, 'package.json'))('cloudflare');
  return new Cloudflare({ apiToken: fakeToken, baseURL: world.fake.url, maxRetries: 0 });
}

async function namesBy(client: Client, params: Members): Promise<readonly unknown[]> {
  const names: unknown[] = [];
  for await (const { name } of client.dns.records.list({ ...zone, ...params })) names.push(name);
  return names;
}

describe("Cloudflare's client", () => {
  it('makes, changes, finds and deletes records, and reads all pages of a list', async () => {
    const { records } = aClient().dns;
    const tags = ['owner:dns-team'];
    const made = await records.create({ ...zone, ...published, tags, proxied: true });
    const id = String(made['id']);
    const edited = await records.edit(id, { ...zone, ...published, comment: 'moved' });
    await records.create({ ...zone, ...published, name: 'c.example.net' });
    await records.create({ ...zone, ...published, name: 'd.example.com' });

    expect(edited).toMatchObject({ id, comment: 'moved', tags, proxied: true });
    expect(await records.get(id, zone)).toEqual(edited);
    expect(await namesBy(aClient(), { name: { exact: 'B.example.com' } })).toEqual([
      published.name,
    ]);
    expect(await namesBy(aClient(), { per_page: 1 })).toHaveLength(3);
    expect(await records.delete(id, zone)).toEqual({ id });
    await expect(records.delete(id, zone)).rejects.toMatchObject({
      ...{ status: 404, errors: [expect.objectContaining({ code: 81_044 })] },
    });
  });

  it('sees the record that our adapter makes, and changes and removes it', async () => {
    const { records } = aClient().dns;
    await world.dns.create(record);
    const { id = '' } = (await world.dns.find(record.name)) ?? {};

    const seen = await records.get(id, zone);
    const { name, type, ttl } = seen;
    await records.edit(id, { ...zone, name, type, ttl, content: 't2.cfargotunnel.com' });
    const found = await world.dns.find(record.name);
    await records.delete(id, zone);

    expect(seen).toMatchObject({ type: 'CNAME', comment: `Tenant ${tenantId}`, proxied: true });
    expect(found).toMatchObject({ id, target: 't2.cfargotunnel.com', tenantId, isProxied: true });
    expect(await world.dns.find(record.name)).toBeUndefined();
  });

  it('makes a record that our adapter finds, changes and removes', async () => {
    const { records } = aClient().dns;
    const comment = `Tenant ${tenantId}`;
    const made = await records.create({ ...zone, ...published, comment });
    const id = String(made['id']);

    const found = await world.dns.find(published.name);
    await world.dns.update(id, { ...record, name: published.name });
    const changed = await records.get(id, zone);
    await world.dns.remove(id);

    expect(found).toMatchObject({ id, tenantId, target: published.content, isProxied: false });
    expect(changed).toMatchObject({ id, content: record.target, proxied: true });
    await expect(records.get(id, zone)).rejects.toMatchObject({ status: 404 });
  });

  it('reads the tunnel that our adapter writes, and writes one that our adapter reads', async () => {
    const { configurations } = aClient().zeroTrust.tunnels.cloudflared;
    const { rest, version } = await world.tunnel.read();
    await world.tunnel.write({ rules: [rule, catchAll], rest });

    const read = await configurations.get(fakeTunnelId, account);
    const config = { ingress: [{ ...rule, path: 'a' }, catchAll] };
    const written = await configurations.update(fakeTunnelId, { ...account, config });

    expect(read).toMatchObject({ version: version + 1, config: { ingress: [rule, catchAll] } });
    expect(await world.tunnel.read()).toEqual({
      ...{ version: written['version'], rules: config.ingress, rest },
    });
  });
});

/** `name.exact=a` → `{ name: { exact: 'a' } }`, numbers as numbers: as a caller of the client writes it. */
function nested(query: URLSearchParams): Members {
  const entries = [...query].map(([name, text]) => {
    const [first = '', second] = name.split('.');
    const value = /^\d+$/.test(text) ? Number(text) : text;
    return [first, second === undefined ? value : { [second]: value }] as const;
  });
  return Object.fromEntries(entries);
}

/** By method and whether it is the tunnel's: the types of what is sent and of the result. */
const types: Readonly<Record<string, readonly [sent: string, result: string]>> = {
  'POST dns': ['Create', 'Found'],
  'PATCH dns': ['Edit', 'Found'],
  'GET dns': ['List', 'Found[]'],
  'DELETE dns': ['Record<string, never>', 'Deleted'],
  'GET tunnel': ['Record<string, never>', 'GetAnswer'],
  'PUT tunnel': ['Put', 'PutAnswer'],
};

function typed({ request, answer }: Exchange): readonly TypedValue[] {
  const { method, url, body } = request;
  const key = `${method} ${url.pathname.includes('dns_records') ? 'dns' : 'tunnel'}`;
  const [sent, result] = types[key] ?? ['never', 'never'];
  const value = body === '' ? nested(url.searchParams) : JSON.parse(body);
  const answered = answer.body as { readonly result: unknown };
  return [
    { type: sent, value },
    { type: result, value: answered.result },
  ];
}

describe("the types of Cloudflare's client", () => {
  it('allow all that our adapter sends and the fake answers', async () => {
    await world.dns.create(record);
    const { id = '' } = (await world.dns.find(record.name)) ?? {};
    await world.dns.update(id, record);
    await world.dns.remove(id);
    const { rest } = await world.tunnel.read();
    await world.tunnel.write({ rules: [rule, catchAll], rest });

    const values = world.fake.exchanges.flatMap(typed);

    expect(world.fake.exchanges).toHaveLength(6);
    expect(typeFaults(folder, values)).toBe('');
  });

  it('do not allow an unknown or missing member, nor one of another type', () => {
    const { ttl: _, ...endless } = published;
    const unknownOrigin = { ...rule, originRequest: { noTls: true } };
    const wrong: readonly TypedValue[] = [
      { type: 'Create', value: { ...published, proxy: true } },
      { type: 'Create', value: { ...published, ttl: '300' } },
      { type: 'Edit', value: endless },
      { type: 'List', value: { name: { equals: 'a' } } },
      { type: 'Put', value: { config: { ingress: [unknownOrigin] } } },
    ];

    const lines = typeFaults(folder, wrong).match(/(?<=check\.ts\()\d+(?=,\d+\): error)/g);

    expect(new Set(lines).size).toBe(wrong.length);
  });
});
