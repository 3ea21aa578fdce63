import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiWorld, aNewTenant, createApiWorld } from '../../fakes/api-world.ts';

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
