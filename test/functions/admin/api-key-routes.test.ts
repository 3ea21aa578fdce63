import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiWorld, createApiWorld } from '../../fakes/api-world.ts';

let api: ApiWorld;
let key: string;

beforeEach(async () => {
  api = await createApiWorld({ AUTH: 'on' });
  key = await api.addKey({ id: 'ops', role: 'admin', is_global: true });
});
afterEach(() => api.close());

const wanted = { organization_id: 'acme', role: 'viewer' } as const;

describe('POST /api-keys', () => {
  it('makes a key that works, shows it once and stores its hash alone', async () => {
    const made = await api.call('POST /api-keys', { key, body: wanted });

    const used = await api.call('GET /tenants', { key: made.json.key });
    const { items } = await api.engine.store.listApiKeys({ limit: 10, id: made.json.id });
    expect(made).toMatchObject({ status: 201, json: { ...wanted, is_global: false } });
    expect(made.json).not.toHaveProperty('hash');
    expect(used.status).toBe(200);
    expect(items).toHaveLength(1);
    expect(JSON.stringify(items)).not.toContain(made.json.key);
  });

  it.each([
    ['a global key', { ...wanted, organization_id: 'default', is_global: true }],
    ['a key of another organization', wanted],
  ])('refuses an admin of one organization who asks for %s', async (_name, body) => {
    const local = await api.addKey({ role: 'admin' });

    const answer = await api.call('POST /api-keys', { key: local, body });

    expect(answer).toMatchObject({ status: 403, json: { code: 'forbidden' } });
  });

  it('lets an admin of one organization make keys of it', async () => {
    const local = await api.addKey({ role: 'admin' });

    const answer = await api.call('POST /api-keys', {
      key: local,
      body: { organization_id: 'default', role: 'admin' },
    });

    expect(answer.status).toBe(201);
  });

  it.each([
    ['an unknown role', { ...wanted, role: 'root' }],
    ['an unknown member', { ...wanted, hash: 'mine' }],
    ['an odd organization', { ...wanted, organization_id: 'a/b' }],
    ['nothing', {}],
  ])('refuses %s', async (_name, body) => {
    const answer = await api.call('POST /api-keys', { key, body });

    expect(answer).toMatchObject({ status: 422, json: { code: 'invalid_input' } });
  });

  it('takes no id, so that none can pass for Tenantry itself', async () => {
    const answer = await api.call('POST /api-keys', { key, body: { ...wanted, id: 'billing' } });

    expect(answer).toMatchObject({ status: 422, json: { errors: [{ pointer: '/id' }] } });
  });

  it('refuses an operator', async () => {
    const operator = await api.addKey({ role: 'operator', is_global: true });

    const answer = await api.call('POST /api-keys', { key: operator, body: wanted });

    expect(answer.status).toBe(403);
  });
});

describe('GET /api-keys', () => {
  it('shows whose keys there are, and no hash', async () => {
    const { json } = await api.call('GET /api-keys', { key });

    expect(json.api_keys).toEqual([
      {
        ...{ id: 'ops', organization_id: 'default', role: 'admin', is_global: true },
        created_at: expect.any(String),
      },
    ]);
  });

  it('shows an admin of one organization its keys alone', async () => {
    await api.addKey({ id: 'foreign', organization_id: 'acme' });
    const local = await api.addKey({ id: 'local', role: 'admin' });

    const { json } = await api.call('GET /api-keys', { key: local });

    expect(json.api_keys).toMatchObject([{ id: 'local' }]);
  });
});

describe('DELETE /api-keys/{id}', () => {
  it('revokes a key', async () => {
    const { json } = await api.call('POST /api-keys', { key, body: wanted });

    const answer = await api.call(`DELETE /api-keys/${json.id}`, { key });

    const used = await api.call('GET /tenants', { key: json.key });
    expect(answer).toMatchObject({ status: 200, json: { id: json.id } });
    expect(used.status).toBe(401);
  });

  it('revokes every key with the id', async () => {
    const keys = [await api.addKey({ id: 'twice' }), await api.addKey({ id: 'twice' })];

    await api.call('DELETE /api-keys/twice', { key });

    const uses = await Promise.all(
      keys.map(async (one) => (await api.call('GET /tenants', { key: one })).status),
    );
    expect(uses).toEqual([401, 401]);
  });

  it.each([
    ['of nobody', 'nobody'],
    ['of another organization', 'foreign'],
    ['that is global', 'ops'],
  ])('does not let an admin of one organization find a key %s', async (_name, id) => {
    await api.addKey({ id: 'foreign', organization_id: 'acme' });
    const local = await api.addKey({ id: 'local', role: 'admin' });

    const answer = await api.call(`DELETE /api-keys/${id}`, { key: local });

    expect(answer).toMatchObject({ status: 404, json: { code: 'api_key_not_found' } });
    expect((await api.call('GET /api-keys', { key })).json.api_keys).toHaveLength(3);
  });
});
