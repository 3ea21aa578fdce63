import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ObservedObject } from '../../shared/kubernetes/object.ts';
import { aProductWithSecrets, sealedSecretRef } from '../builders/a-product-with-secrets.ts';
import { type ApiAnswer, type ApiWorld, aNewTenant, createApiWorld } from '../fakes/api-world.ts';
import type { createSilentLogger } from '../fakes/silent-logger.ts';

/** Values that must stand nowhere but in the cluster. */
const plain = ['canary-first-value', 'canary-second-value', 'canary-third-value', 'canary-refused'];
const [first = '', second = '', third = '', refused = ''] = plain;

describe('secret values of params', () => {
  let world: ApiWorld;
  const answers: ApiAnswer[] = [];

  beforeEach(async () => {
    world = await createApiWorld({}, aProductWithSecrets());
    answers.length = 0;
  });

  afterEach(() => world.close());

  async function call(...args: Parameters<ApiWorld['call']>): Promise<ApiAnswer> {
    const answer = await world.call(...args);
    answers.push(answer);
    return answer;
  }

  async function create(secrets: object, key = 'key-1'): Promise<ApiAnswer> {
    const body = aNewTenant({ email: undefined, params: { email: 'a@b.example', secrets } });
    return await call('POST /tenants', { body, headers: { 'idempotency-key': key } });
  }

  async function patch(id: string, params: object): Promise<ApiAnswer> {
    const headers = { 'if-match': '*', 'idempotency-key': JSON.stringify(Object.keys(params)) };
    return await call(`PATCH /tenants/${id}`, { body: { params }, headers });
  }

  async function anActive(secrets: object): Promise<string> {
    const { status, json } = await create(secrets);
    expect(status).toBe(202);
    expect((await world.engine.settle(json.id)).status).toBe('active');
    return json.id;
  }

  async function inCluster(): Promise<Readonly<Record<string, string>>> {
    const secret: ObservedObject | undefined = await world.engine.cluster.read(
      sealedSecretRef('acme'),
    );
    const data = (secret?.['data'] ?? {}) as Readonly<Record<string, string>>;
    return Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]),
    );
  }

  /** Everything that is kept or told, but for the cluster's own objects. */
  function everything(): string {
    const { engine } = world;
    const tables = (engine.dump() as [string, unknown][]).filter(
      ([name]) => !name.startsWith('simulated'),
    );
    const { lines } = engine.ports.logger as ReturnType<typeof createSilentLogger>;
    const bytes = (_: string, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value;
    return JSON.stringify([tables, lines, world.hints(), engine.queue.hints, answers], bytes);
  }

  it('stand in no table, log, plan, answer or hint in a whole life', async () => {
    const id = await anActive({ DATABASE_URL: first, API_KEY: second });
    expect(await inCluster()).toEqual({ DATABASE_URL: first, API_KEY: second });

    expect((await patch(id, { secrets: { API_KEY: third } })).status).toBe(202);
    await world.engine.settle(id);
    expect(await inCluster()).toEqual({ DATABASE_URL: first, API_KEY: third });

    const plan = { body: { params: { secrets: { API_KEY: refused } } } };
    expect((await call(`POST /tenants/${id}/plan`, plan)).status).toBe(422);
    await call('POST /tenants/plan', {
      body: aNewTenant({
        subdomain: 'other',
        email: undefined,
        params: { secrets: { A: refused } },
      }),
    });
    expect((await patch(id, { secrets: { API_KEY: `${refused}\0` } })).status).toBe(422);

    const more = { body: { params: { secrets: { NEW: second } } } };
    expect((await call(`POST /tenants/${id}/upgrade`, more)).status).toBe(202);
    await world.engine.settle(id);
    expect(await inCluster()).toEqual({ DATABASE_URL: first, API_KEY: third, NEW: second });

    const back = await call(`POST /tenants/${id}/rollback`, { body: { revision: 1 } });
    expect(back.status).toBe(202);
    await world.engine.settle(id);
    expect(await inCluster()).toEqual({ DATABASE_URL: first, API_KEY: second });

    for (const view of ['', '/revisions', '/events', '/operations', '/objects', '/status']) {
      await call(`GET /tenants/${id}${view}`);
    }
    const life = everything();
    expect(plain.flatMap(disguises).filter((text) => life.includes(text))).toEqual([]);
    expect(life).toContain('sealed:v1:');

    await call(`DELETE /tenants/${id}`);
    expect((await world.engine.settle(id)).status).toBe('deleted');
    const [, kept] = (world.engine.dump() as [string, unknown[]][]).find(
      ([name]) => name === 'vault_values',
    ) ?? ['', undefined];
    expect(kept).toEqual([]);
    const afterwards = everything();
    expect(plain.flatMap(disguises).filter((text) => afterwards.includes(text))).toEqual([]);
  });

  it('are answered and compared as tokens, so that what is read can be sent back', async () => {
    const id = await anActive({ A: first, B: first, C: second });
    const { json } = await call(`GET /tenants/${id}`);
    const { A, B, C } = json.params.secrets;

    expect(A).toMatch(/^sealed:v1:[A-Za-z0-9_-]{43}$/);
    expect([A === B, A === C]).toEqual([true, false]);
    expect((await patch(id, json.params)).status).toBe(200);
    expect((await patch(id, { secrets: { A: first } })).status).toBe(200);

    const swapped = await patch(id, { greeting: 'swapped', secrets: { A: C } });
    expect(swapped.status).toBe(202);
    await world.engine.settle(id);
    expect(await inCluster()).toEqual({ A: second, B: first, C: second });
  });

  it('have other tokens in another tenant, which takes no token of the first', async () => {
    const one = await create({ A: first });
    const body = (value: string) =>
      aNewTenant({ subdomain: 'other', email: undefined, params: { secrets: { A: value } } });
    const foreign = await call('POST /tenants', { body: body(one.json.params.secrets.A) });
    const two = await call('POST /tenants', { body: body(first) });

    expect(foreign.json).toMatchObject({
      code: 'invalid_tenant',
      errors: [{ pointer: '/params/secrets/A', code: 'unknown_sealed_value' }],
    });
    expect(two.json.params.secrets.A).not.toBe(one.json.params.secrets.A);
  });

  it.each(['sealed:v1:made-up', 'sealed:', `sealed:v1:${'A'.repeat(43)}`])(
    'are no made-up token such as %s',
    async (made) => {
      const id = await anActive({ A: first });

      expect((await patch(id, { secrets: { A: made } })).json).toMatchObject({
        status: 422,
        errors: [{ pointer: '/params/secrets/A', code: 'unknown_sealed_value' }],
      });
    },
  );

  it('make the same request the same one, and another one another', async () => {
    const created = await create({ A: first });
    const again = await create({ A: first });
    const other = await create({ A: second });

    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.json.id).toBe(created.json.id);
    expect(other.json.code).toBe('idempotency_key_reused');
    const record = await idempotencyOf(world);
    expect(record).toMatch(/^hmac-sha256:/);
  });

  it('are in the vault of a tenant that is there, and of no refused one', async () => {
    await create({ A: first });
    await create({ A: second }, 'key-2');

    const [, rows] = (world.engine.dump() as [string, unknown[]][]).find(
      ([name]) => name === 'vault_values',
    ) ?? ['', []];
    expect(rows).toHaveLength(1);
  });

  it('go with a plan of tokens, whose change is shown without them', async () => {
    const id = await anActive({ A: first, B: second });
    const { json } = await call(`GET /tenants/${id}`);
    const { B } = json.params.secrets;

    const plan = await call(`POST /tenants/${id}/plan`, {
      body: { params: { secrets: { A: B } } },
    });

    expect(plan.status).toBe(200);
    const change = plan.json.changes.find(({ object }: never) => object['kind'] === 'Secret');
    expect(change.fields).toEqual([
      { path: '/stringData/A', from: null, to: null, is_secret: true },
    ]);
  });

  it('take their Secret along when the last one goes', async () => {
    const id = await anActive({ A: first });
    await patch(id, { secrets: { A: null } });
    await world.engine.settle(id);

    expect(await world.engine.cluster.read(sealedSecretRef('acme'))).toBeUndefined();
    expect((await world.engine.tenant(id)).inventory.map(({ name }) => name)).not.toContain(
      'acme-env',
    );
  });

  it('are brought back by the walk when their Secret is lost', async () => {
    const id = await anActive({ A: first });
    const { cluster, clock } = world.engine;
    const lost = await cluster.read(sealedSecretRef('acme'));
    await cluster.delete(sealedSecretRef('acme'), lost?.metadata.uid ?? '');
    clock.advance(60_000);
    expect(await inCluster()).toEqual({});

    await world.engine.walk();
    await world.engine.settle(id);

    expect(await inCluster()).toEqual({ A: first });
  });
});

/** A value as it could stand somewhere: itself, encoded, or as a bare digest, which can be guessed. */
function disguises(value: string): readonly string[] {
  const digest = createHash('sha256').update(value).digest();
  return [
    value,
    Buffer.from(value).toString('base64').replace(/=+$/, ''),
    ...[digest.toString('hex'), digest.toString('base64url')],
  ];
}

async function idempotencyOf({ engine }: ApiWorld): Promise<string> {
  const [, documents = []] =
    (engine.dump() as [string, { collection: string; json: string }[]][]).find(
      ([name]) => name === 'documents',
    ) ?? [];
  const [record] = documents.filter(({ collection }) => collection === 'idempotency');
  return JSON.parse(record?.json ?? '{}').fingerprint;
}
