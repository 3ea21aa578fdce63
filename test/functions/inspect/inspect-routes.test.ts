import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { refOfEntry } from '../../../shared/kubernetes/inventory.ts';
import { type ApiWorld, aNewTenant, createApiWorld } from '../../fakes/api-world.ts';

let api: ApiWorld;
let id: string;

beforeEach(async () => {
  api = await createApiWorld();
  const { json } = await api.call('POST /tenants', { body: aNewTenant() });
  id = json.id;
  await api.engine.settle(id);
});

afterEach(() => api.close());

interface Shown {
  readonly object: { readonly kind: string; readonly name: string };
  readonly state: string;
  readonly reason: string;
}

async function shown(kind: string, name = ''): Promise<Shown | undefined> {
  const { json } = await api.call(`GET /tenants/${id}/objects`);
  return json.objects.find(
    ({ object }: Shown) => object.kind === kind && object.name.endsWith(name),
  );
}

describe('GET /tenants/{id}/objects', () => {
  it('tells how each object does, all on one page', async () => {
    const { status, json } = await api.call(`GET /tenants/${id}/objects`);

    expect(status).toBe(200);
    expect(json.next_cursor).toBeNull();
    expect(json.objects).toHaveLength((await api.engine.tenant(id)).inventory.length);
    expect(await shown('Job')).toMatchObject({ state: 'ready', reason: 'Complete' });
    expect(await shown('Service')).toMatchObject({ state: 'ready' });
  });

  it('reads no Secret and shows nothing of it but its name', async () => {
    const { json } = await api.call(`GET /tenants/${id}/objects`);

    expect(await shown('Secret')).toMatchObject({ state: 'unknown', reason: 'NotRead' });
    expect(JSON.stringify(json)).not.toContain('generated-');
  });

  it('says what is missing and what stands there instead', async () => {
    const { cluster } = api.engine;
    const { inventory } = await api.engine.tenant(id);
    const [first, second] = inventory.filter(({ kind }) => kind === 'ConfigMap').map(refOfEntry);
    if (first === undefined || second === undefined) throw new Error('There are two ConfigMaps');
    for (const ref of [first, second]) {
      await cluster.delete(ref, (await cluster.read(ref))?.metadata.uid ?? '');
    }
    api.engine.clock.advance(60_000);
    const { name, namespace = '', ...type } = second;
    await cluster.create({ ...type, metadata: { name, namespace } });

    expect(await shown('ConfigMap', first.name)).toMatchObject({ state: 'missing' });
    expect(await shown('ConfigMap', second.name)).toMatchObject({ reason: 'Replaced' });
  });

  it('is 410 once the tenant was deleted', async () => {
    await api.call(`DELETE /tenants/${id}`);
    await api.engine.settle(id);

    expect(await api.call(`GET /tenants/${id}/objects`)).toMatchObject({ status: 410 });
  });
});

describe('GET /tenants/{id}/logs', () => {
  it('says for each container why there are no lines', async () => {
    const { status, json } = await api.call(`GET /tenants/${id}/logs`);

    expect(status).toBe(200);
    expect(json.next_cursor).toBeNull();
    for (const log of json.logs) expect(log.error.code).toBe('unsupported_in_simulation');
  });

  it.each(['0', '1001', 'all'])('refuses lines=%s', async (lines) => {
    const answer = await api.call(`GET /tenants/${id}/logs?lines=${lines}`);

    expect(answer).toMatchObject({ status: 422, json: { code: 'invalid_input' } });
  });
});
