import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createKeyAuthentication,
  hashOfKey,
  keptKeyMs,
  keptKeysMax,
} from '../../../functions/http/authenticate.ts';
import type { Store } from '../../../shared/ports/store.ts';
import type { ApiKey } from '../../../shared/tenant/records.ts';
import { type ApiWorld, aNewTenant, createApiWorld } from '../../fakes/api-world.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';

let api: ApiWorld;
let own: string;
let other: string;
let tenantId: string;
let operationId: string;

beforeEach(async () => {
  api = await createApiWorld({ AUTH: 'on' });
  own = await api.addKey({ organization_id: 'own', role: 'operator' });
  other = await api.addKey({ organization_id: 'other', role: 'admin' });
  const { json } = await api.call('POST /tenants', { key: own, body: aNewTenant() });
  tenantId = json.id;
  operationId = json.operation.id;
});
afterEach(() => api.close());

/** Every route that names a tenant or an operation. */
const addresses = [
  'GET /tenants/{tenant}',
  'GET /tenants/{tenant}/status',
  'GET /tenants/{tenant}/status?wait=1',
  'GET /tenants/{tenant}/operations',
  'GET /tenants/{tenant}/events',
  'GET /operations/{operation}',
  'GET /operations/{operation}?wait=1',
  'POST /tenants/{tenant}/retry',
  'DELETE /tenants/{tenant}',
] as const;

const fill = (address: string, tenant: string, operation: string) =>
  address.replace('{tenant}', tenant).replace('{operation}', operation);

describe('authentication', () => {
  it.each(['GET /tenants', 'POST /tenants', 'GET /products', 'GET /products/frappe', ...addresses])(
    'answers 401 to %s without a key and with a wrong one',
    async (address) => {
      const path = fill(address, tenantId, operationId);

      const without = await api.call(path);
      const wrong = await api.call(path, { key: 'tnt_wrong' });

      expect([without.status, wrong.status]).toEqual([401, 401]);
      expect(without.json.code).toBe('unauthenticated');
      expect(wrong.json.detail).toBe(without.json.detail);
    },
  );

  it.each(['GET /health', 'GET /health/ready', 'GET /openapi.json', 'GET /docs', 'GET /redoc'])(
    'lets anyone call %s',
    async (address) => {
      const { status } = await api.call(address);

      expect(status).toBe(200);
    },
  );

  it('does not show a key in any answer', async () => {
    const { json } = await api.call('GET /tenants', { key: 'tnt_canary' });

    expect(JSON.stringify(json)).not.toContain('canary');
  });
});

describe('organizations', () => {
  it.each(addresses)('let another organization see of %s what nobody has', async (address) => {
    const [foreign, absent] = [randomUUID(), randomUUID()];
    const taken = fill(address, tenantId, operationId);

    const theirs = await api.call(taken, { key: other });
    const nobodys = await api.call(fill(address, foreign, absent), { key: other });

    const mask = (json: object, id: string) =>
      JSON.stringify({ ...json, request_id: '' }).replaceAll(id, '?');
    const isTenant = address.includes('{tenant}');
    expect(theirs.status).toBe(404);
    expect(mask(theirs.json, isTenant ? tenantId : operationId)).toBe(
      mask(nobodys.json, isTenant ? foreign : absent),
    );
  });

  it.each(addresses.filter((address) => address.startsWith('GET')))(
    'see their own: %s',
    async (address) => {
      const { status } = await api.call(fill(address, tenantId, operationId), { key: own });

      expect(status).toBe(200);
    },
  );

  it('list only their own tenants', async () => {
    const [mine, theirs] = await Promise.all(
      [own, other].map((key) => api.call('GET /tenants', { key })),
    );

    expect(mine?.json.tenants).toHaveLength(1);
    expect(theirs?.json.tenants).toEqual([]);
  });

  it('do not learn who holds a slug', async () => {
    const { status, json } = await api.call('POST /tenants', { key: other, body: aNewTenant() });

    expect(status).toBe(409);
    expect(json).not.toHaveProperty('tenant_id');
  });

  it('do not share idempotency keys', async () => {
    const headers = { 'idempotency-key': 'same' };
    const body = aNewTenant({ subdomain: 'shared' });
    await api.call('POST /tenants', { key: own, body, headers });

    const { status } = await api.call('POST /tenants', { key: other, body, headers });

    expect(status).toBe(409);
  });

  it('are all seen by a global key', async () => {
    const key = await api.addKey({ organization_id: 'default', is_global: true, role: 'viewer' });

    const { json } = await api.call('GET /tenants', { key });

    expect(json.tenants).toHaveLength(1);
  });

  it('own what their callers create', async () => {
    const { json } = await api.call(`GET /tenants/${tenantId}`, { key: own });

    expect(json.organization_id).toBe('own');
  });
});

describe('roles', () => {
  it.each([
    ['POST /tenants', aNewTenant({ subdomain: 'other' })],
    ['DELETE /tenants/{tenant}', undefined],
    ['POST /tenants/{tenant}/retry', undefined],
  ])('keep a viewer from %s', async (address, body) => {
    const key = await api.addKey({ organization_id: 'own', role: 'viewer' });

    const { status, json } = await api.call(fill(address, tenantId, ''), { key, body });

    expect(status).toBe(403);
    expect(json.code).toBe('forbidden');
  });

  it('let a viewer read', async () => {
    const key = await api.addKey({ organization_id: 'own', role: 'viewer' });

    const { status } = await api.call(`GET /tenants/${tenantId}`, { key });

    expect(status).toBe(200);
  });
});

describe('the rate limit', () => {
  it('counts each key, whatever address it claims to call from', async () => {
    const limited = await createApiWorld({ AUTH: 'on', RATE_LIMIT: '2' });
    const key = await limited.addKey({ role: 'viewer' });
    const call = (address: string) =>
      limited.call('GET /tenants', { key, headers: { 'x-forwarded-for': address } });
    await call('1.1.1.1');
    await call('2.2.2.2');

    const { status, headers } = await call('3.3.3.3');

    expect(status).toBe(429);
    expect(headers.get('retry-after')).toBe('30');
    limited.close();
  });
});

/** Keys by their hashes, and the hashes that were asked for. */
function createKeys(...keys: readonly string[]) {
  const records = new Map<string, ApiKey>();
  const looks: string[] = [];
  const add = (key: string, hash = hashOfKey(key)) => {
    records.set(hashOfKey(key), {
      ...{ schema: 1, id: key, hash, organization_id: 'default' },
      ...{ role: 'viewer', is_global: false, created_at: '2026-01-01T00:00:00.000Z' },
    });
  };
  for (const key of keys) add(key);
  const get = async (_collection: string, hash: string) => {
    looks.push(hash);
    return records.get(hash);
  };
  const store = { get } as Pick<Store, 'get'>;
  return { store, looks, add, revoke: (key: string) => records.delete(hashOfKey(key)) };
}

describe('createKeyAuthentication()', () => {
  const clock = createManualClock();

  it('looks a key up once in the time that it is kept', async () => {
    const keys = createKeys('a');
    const authenticate = createKeyAuthentication({ ...keys, clock });

    const first = await authenticate('a');
    clock.advance(keptKeyMs - 1);
    const second = await authenticate('a');

    expect(second).toEqual(first);
    expect(keys.looks).toHaveLength(1);
  });

  it('refuses a revoked key when the time that it is kept has passed, and no sooner', async () => {
    const keys = createKeys('a');
    const authenticate = createKeyAuthentication({ ...keys, clock });
    await authenticate('a');
    keys.revoke('a');

    clock.advance(keptKeyMs - 1);
    const kept = await authenticate('a');
    clock.advance(1);

    expect(kept).toMatchObject({ id: 'a' });
    await expect(authenticate('a')).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('does not keep a key for longer because it is used', async () => {
    const keys = createKeys('a');
    const authenticate = createKeyAuthentication({ ...keys, clock });
    await authenticate('a');
    keys.revoke('a');

    clock.advance(keptKeyMs / 2);
    await authenticate('a');
    clock.advance(keptKeyMs / 2);

    await expect(authenticate('a')).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('takes a key as soon as it is made, although it was refused before', async () => {
    const keys = createKeys();
    const authenticate = createKeyAuthentication({ ...keys, clock });
    await expect(authenticate('a')).rejects.toMatchObject({ code: 'unauthenticated' });

    keys.add('a');

    expect(await authenticate('a')).toMatchObject({ id: 'a' });
  });

  it('keeps a bounded number of keys, those that were looked up last', async () => {
    const many = Array.from({ length: keptKeysMax + 1 }, (_, index) => `key-${index}`);
    const keys = createKeys(...many);
    const authenticate = createKeyAuthentication({ ...keys, clock });
    for (const key of many) await authenticate(key);
    const looked = keys.looks.length;

    for (const key of many.slice(1)) await authenticate(key);
    const lookedForKept = keys.looks.length - looked;
    await authenticate('key-0');

    expect(lookedForKept).toBe(0);
    expect(keys.looks.at(-1)).toBe(hashOfKey('key-0'));
  });

  it.each(['', 'x'.repeat(257)])('asks nobody about a key that cannot be one', async (key) => {
    const keys = createKeys();
    const authenticate = createKeyAuthentication({ ...keys, clock });

    await expect(authenticate(key)).rejects.toMatchObject({ code: 'unauthenticated' });

    expect(keys.looks).toEqual([]);
  });

  it('refuses a record that holds another hash than its name says', async () => {
    const keys = createKeys();
    keys.add('a', hashOfKey('b'));
    const authenticate = createKeyAuthentication({ ...keys, clock });

    await expect(authenticate('a')).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});
