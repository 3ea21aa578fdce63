import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aProductWithSecrets, sealedSecretRef } from '../builders/a-product-with-secrets.ts';
import { type ApiWorld, aNewTenant, createApiWorld } from '../fakes/api-world.ts';
import { createFaultyVault, type FaultyVault, type VaultFault } from '../fakes/faulty-vault.ts';

const passing: readonly VaultFault[] = ['not done', 'done but unknown', 'throttled'];
const hourMs = 3_600_000;

describe('a vault that does not answer', () => {
  let vault: FaultyVault;
  let world: ApiWorld;

  beforeEach(async () => {
    vault = createFaultyVault();
    world = await createApiWorld({}, aProductWithSecrets(), { wrapVault: vault.wrap });
  });

  afterEach(() => world.close());

  const secrets = { A: 'canary' };
  const create = async (params: object = { secrets }) =>
    await world.call('POST /tenants', {
      body: aNewTenant({ email: undefined, params }),
      headers: { 'idempotency-key': 'key-1' },
    });

  function rows(table: string): readonly Readonly<Record<string, unknown>>[] {
    const tables = world.engine.dump() as [string, Record<string, unknown>[]][];
    return tables.find(([name]) => name === table)?.[1] ?? [];
  }

  it.each([...passing, 'refused'] as const)(
    'refuses a creation, %s, with 503 and nothing written; the same again succeeds',
    async (fault) => {
      vault.fail('put', fault, 1);
      const failed = await create();

      expect(failed.status).toBe(503);
      expect(failed.headers.get('retry-after')).toBe('3');
      expect(JSON.stringify(failed.json)).not.toContain('canary');
      expect(rows('documents')).toEqual([]);
      expect(world.hints()).toEqual([]);

      const { status, json } = await create();
      expect(status).toBe(202);
      expect((await world.engine.settle(json.id)).status).toBe('active');
    },
  );

  it.each(passing)('refuses a change, %s, and leaves the tenant as it was', async (fault) => {
    const { json } = await create();
    const before = await world.engine.settle(json.id);
    vault.fail('put', fault, 1);
    const request = { body: { params: { secrets: { A: 'other' } } }, headers: { 'if-match': '*' } };

    expect((await world.call(`PATCH /tenants/${json.id}`, request)).status).toBe(503);
    expect(await world.engine.tenant(json.id)).toEqual(before);
    expect((await world.call(`PATCH /tenants/${json.id}`, request)).status).toBe(202);
  });

  it('does not hold up wishes without values', async () => {
    vault.fail('put', 'not done', 9);

    expect((await create({})).status).toBe(202);
  });

  it.each(passing)('is waited for by the step, %s, that makes the Secret', async (fault) => {
    const { json } = await create();
    vault.fail('get', fault, 3);
    await world.engine.look(json.id);
    const { steps } = await world.engine.operation(json.id);
    const step = steps.find(({ name }) => name === 'apply-secrets');

    expect(step).toMatchObject({
      state: 'waiting',
      wait: { reason: expect.stringMatching(/^Vault[A-Z]/) },
    });
    expect((await world.engine.settle(json.id)).status).toBe('active');
  });

  it.each(passing)('is waited for, %s, before a tenant is deleted', async (fault) => {
    const { json } = await create();
    await world.engine.settle(json.id);
    await world.call(`DELETE /tenants/${json.id}`);
    vault.fail('remove', fault, 3);
    const { status } = await world.engine.settle(json.id);

    expect(status).toBe('deleted');
    expect(rows('vault_values')).toEqual([]);
  });

  it('fails the operation when it has lost a value, until that is given again', async () => {
    const { json } = await create();
    await world.engine.vault.remove(json.id);
    const failed = await world.engine.settle(json.id);

    expect(failed).toMatchObject({ status: 'failed', error_code: 'sealed_value_missing' });
    expect(failed.error_message).toContain('no value of A');
    const again = { body: { params: { secrets } }, headers: { 'if-match': '*' } };
    expect((await world.call(`PATCH /tenants/${json.id}`, again)).status).toBe(202);
    expect((await world.engine.settle(json.id)).status).toBe('active');
    expect(await world.engine.cluster.read(sealedSecretRef('acme'))).toBeDefined();
  });

  it('is cleared by a walk of what no tenant has', async () => {
    const { json } = await create();
    await world.engine.settle(json.id);
    const orphan = '00000000-0000-4000-8000-000000000001';
    await world.engine.vault.put(orphan, new Map([['sealed:v1:x', 'left behind']]));
    await world.engine.walk();
    expect(rows('vault_values')).toHaveLength(2);

    world.engine.clock.advance(2 * hourMs);
    vault.fail('list', 'not done', 1);
    await world.engine.walk();
    expect(rows('vault_values')).toHaveLength(2);

    await world.engine.walk();
    expect(rows('vault_values').map(({ tenant_id }) => tenant_id)).toEqual([json.id]);
  });
});
