import { beforeEach, describe, expect, it } from 'vitest';
import { hashOfKey } from '../../../functions/http/authenticate.ts';
import { createApiKey, ensureApiKey } from '../../../functions/http/create-api-key.ts';
import { createEmbeddedStore } from '../../../shared/adapters/embedded/create-embedded-store.ts';
import { openDatabase } from '../../../shared/adapters/embedded/open-database.ts';
import type { Store } from '../../../shared/ports/store.ts';
import type { Principal } from '../../../shared/tenant/principal.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';

const owner: Principal = { id: 'ops', organization_id: 'acme', role: 'viewer', is_global: false };
let store: Store;

beforeEach(() => {
  store = createEmbeddedStore(openDatabase(':memory:'), { clock: createManualClock() });
});

describe('createApiKey()', () => {
  it('stores whose key it is under its hash, and not the key', async () => {
    const key = await createApiKey(store, owner);

    const hash = hashOfKey(key);
    const record = await store.get('api_keys', hash);

    expect(record).toEqual({ schema: 1, hash, created_at: '2026-01-01T00:00:00.000Z', ...owner });
    expect(JSON.stringify(record)).not.toContain(key);
  });

  it('never makes the same key twice', async () => {
    const keys = [await createApiKey(store, owner), await createApiKey(store, owner)];

    expect(keys[0]).toMatch(/^tnt_[\w-]{43}$/);
    expect(keys[1]).not.toBe(keys[0]);
  });
});

describe('ensureApiKey()', () => {
  it.each([['billing'], ['tenantry']])('refuses the id %s, which is not for keys', async (id) => {
    const work = createApiKey(store, { ...owner, id });

    await expect(work).rejects.toMatchObject({
      code: 'invalid_input',
      errors: [{ pointer: '/id', code: 'reserved' }],
    });
    expect((await store.listApiKeys({ limit: 1 })).items).toEqual([]);
  });

  it('leaves a key that is stored as it is', async () => {
    const key = await createApiKey(store, owner);

    await ensureApiKey(store, { key, owner: { ...owner, role: 'admin' } });

    expect(await store.get('api_keys', hashOfKey(key))).toMatchObject({ role: 'viewer' });
  });
});
