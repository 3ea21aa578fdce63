import { afterEach, describe, expect, it } from 'vitest';
import { createCodetetherBlueprint } from '../../../../shared/blueprints/codetether/create-codetether-blueprint.ts';
import type { ObservedObject } from '../../../../shared/kubernetes/object.ts';
import type { Json } from '../../../../shared/tenant/json.ts';
import {
  aDatabaseSecret,
  aPullSecret,
  provideSources,
  rotate,
  sourceNamespace,
} from '../../../builders/a-secret-source.ts';
import { createEngineWorld, type EngineWorld } from '../../../fakes/engine-world.ts';
import { codetetherSettings } from './a-codetether.ts';

const open: EngineWorld[] = [];

afterEach(() => {
  for (const world of open.splice(0)) world.close();
});

async function aWorld(hasSources = true): Promise<EngineWorld> {
  const blueprint = createCodetetherBlueprint(codetetherSettings({ isLatestAllowed: true }));
  const world = createEngineWorld({ blueprint, hasNamespace: false });
  open.push(world);
  if (hasSources) await provideSources(world.cluster);
  return world;
}

async function anActiveTenant(world: EngineWorld, params: Record<string, Json> = {}) {
  const { id } = await world.create('riley', params);
  return await world.settle(id);
}

const namespace = 'tenant-riley';
const namespaceRef = { apiVersion: 'v1', kind: 'Namespace', name: namespace } as const;

async function copyOf(world: EngineWorld, name: string): Promise<ObservedObject | undefined> {
  return await world.cluster.read({ apiVersion: 'v1', kind: 'Secret', namespace, name });
}

async function deleted(world: EngineWorld, id: string) {
  await world.delete(id);
  return await world.settle(id);
}

describe('a tenant of codetether', () => {
  it('becomes active with its copies of the Secrets', async () => {
    const world = await aWorld();

    const tenant = await anActiveTenant(world);

    const database = await copyOf(world, 'codetether-db-credentials');
    expect([tenant.status, tenant.error_message]).toEqual(['active', null]);
    expect(tenant.site_url).toBe('https://riley.codetether.run');
    expect((await copyOf(world, 'gcr-pull-secret'))?.['data']).toEqual(aPullSecret().data);
    expect(Object.keys(database?.['data'] ?? {})).toEqual(['DATABASE_URL']);
  });

  it('claims its host, its namespace and the id that its data goes by', async () => {
    const world = await aWorld();

    const { id, claims } = await world.create('riley');

    expect(claims).toEqual([
      'slug:codetether:riley',
      `id8:default:${id.slice(0, 8)}`,
      'namespace:default:tenant-riley',
      'host:riley.codetether.run',
      `id:codetether:${id}`,
    ]);
  });

  it('waits for the pull secret, naming it, and goes on without the database', async () => {
    const world = await aWorld(false);
    const { id } = await world.create('riley');
    for (let looks = 0; looks < 5; looks += 1) await world.look(id);

    const { status, conditions } = await world.tenant(id);

    expect(status).toBe('provisioning');
    expect(conditions).toContainEqual(
      expect.objectContaining({
        type: 'PrerequisitesMet',
        status: 'False',
        reason: 'PrerequisiteMissing',
        message: expect.stringContaining(`Secret ${sourceNamespace}/gcr-pull-secret`),
      }),
    );
    const metadata = { name: sourceNamespace };
    await world.cluster.create({ apiVersion: 'v1', kind: 'Namespace', metadata });
    await world.cluster.create(aPullSecret());
    const tenant = await world.settle(id);
    expect(tenant.status).toBe('active');
    expect(tenant.conditions).toContainEqual(
      expect.objectContaining({ type: 'PrerequisitesMet', reason: 'OptionalMissing' }),
    );
  });

  it('keeps no value of a Secret in any record', async () => {
    const world = await aWorld();

    await anActiveTenant(world);

    const records = JSON.stringify(
      (world.dump() as readonly [string, unknown][]).filter(
        ([table]) => !table.startsWith('simulated'),
      ),
    );
    expect(records).not.toContain(aPullSecret().data?.['.dockerconfigjson']);
    expect(records).not.toContain(aDatabaseSecret().data?.['DATABASE_URL']);
    expect(records).toContain('source_version');
  });

  it('keeps its namespace when it is deleted, and lets a later tenant take it up', async () => {
    const world = await aWorld();
    const { id } = await anActiveTenant(world);
    const before = await world.cluster.read(namespaceRef);

    const gone = await deleted(world, id);

    const kept = await world.cluster.read(namespaceRef);
    expect([gone.status, gone.error_message]).toEqual(['deleted', null]);
    expect(kept?.metadata.uid).toBe(before?.metadata.uid);
    expect(kept?.metadata.labels).not.toHaveProperty('tenantry.dev/tenant');
    expect(kept?.metadata.annotations).toMatchObject({ 'tenantry.dev/kept-from': id });
    expect(await copyOf(world, 'gcr-pull-secret')).toBeUndefined();

    const again = await anActiveTenant(world);

    const taken = await world.cluster.read(namespaceRef);
    expect(again.status).toBe('active');
    expect(taken?.metadata.uid).toBe(before?.metadata.uid);
    expect(taken?.metadata.labels).toMatchObject({ 'tenantry.dev/tenant': again.id });
    expect(taken?.metadata.annotations ?? {}).not.toHaveProperty('tenantry.dev/kept-from');
  });

  it('takes its namespace along when it is asked to', async () => {
    const world = await aWorld();
    const { id } = await anActiveTenant(world, { namespace: { keep: false } });

    const gone = await deleted(world, id);

    expect(gone.status).toBe('deleted');
    expect(await world.cluster.read(namespaceRef)).toBeUndefined();
  });

  it('fails on a namespace that somebody else made, and does not touch it, not even when it is deleted', async () => {
    const world = await aWorld();
    const metadata = { name: namespace, labels: { 'tenantry.dev/managed': 'true' } };
    await world.cluster.create({ apiVersion: 'v1', kind: 'Namespace', metadata });
    const before = await world.cluster.read(namespaceRef);

    const tenant = await anActiveTenant(world, { namespace: { keep: false } });

    expect(tenant).toMatchObject({ status: 'failed', error_code: 'foreign_object' });
    expect((await deleted(world, tenant.id)).status).toBe('deleted');
    expect(await world.cluster.read(namespaceRef)).toEqual(before);
  });

  it('has its pods suspended and resumed', async () => {
    const world = await aWorld();
    const { id } = await anActiveTenant(world);
    const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: 'a2a-riley' };

    await world.suspend(id);
    const suspended = await world.settle(id);
    const stopped = await world.cluster.read(ref);
    await world.resume(id);
    const resumed = await world.settle(id);

    expect([suspended.status, resumed.status]).toEqual(['suspended', 'active']);
    expect(stopped?.['spec']).toMatchObject({ replicas: 0 });
    expect((await world.cluster.read(ref))?.['spec']).toMatchObject({ replicas: 1 });
  });
});

describe('the walk over tenants of codetether', () => {
  it('renews the copy of a Secret that was rotated', async () => {
    const world = await aWorld();
    const { id } = await anActiveTenant(world);
    await rotate(world.cluster, aDatabaseSecret('second'));

    const { counts } = await world.walk();
    const tenant = await world.settle(id);

    const copy = await copyOf(world, 'codetether-db-credentials');
    const value = aDatabaseSecret('second').data?.['DATABASE_URL'];
    expect([tenant.status, tenant.last_operation.kind]).toEqual(['active', 'repair']);
    expect(copy?.['data']).toEqual({ DATABASE_URL: value });
    expect(counts).toMatchObject({ broken: 0, repaired: 1 });
  });

  it('renews the copies of all tenants, however many there are, and reads each source once', async () => {
    const world = await aWorld();
    const slugs = Array.from({ length: 8 }, (_, index) => `riley-${index}`);
    for (const slug of slugs) {
      const { id } = await world.create(slug);
      await world.settle(id);
    }
    await rotate(world.cluster, aPullSecret('second'));
    const reads: string[] = [];
    const read: EngineWorld['cluster']['read'] = async (ref) => {
      if (ref.namespace === sourceNamespace) reads.push(ref.name);
      return await world.cluster.read(ref);
    };

    const walk = await world.walk({ cluster: { ...world.cluster, read } });

    expect([walk.state, walk.counts.repaired]).toEqual(['open', 8]);
    expect(reads.toSorted()).toEqual(['codetether-db-credentials', 'gcr-pull-secret']);
  });

  it('copies an optional Secret that came later', async () => {
    const world = await aWorld(false);
    const metadata = { name: sourceNamespace };
    await world.cluster.create({ apiVersion: 'v1', kind: 'Namespace', metadata });
    await world.cluster.create(aPullSecret());
    const { id } = await anActiveTenant(world);
    await world.cluster.create(aDatabaseSecret());

    await world.walk();
    await world.settle(id);

    expect(await copyOf(world, 'codetether-db-credentials')).toBeDefined();
  });

  it('brings back a copy that somebody deleted', async () => {
    const world = await aWorld();
    const { id } = await anActiveTenant(world);
    const copy = await copyOf(world, 'gcr-pull-secret');
    const ref = { apiVersion: 'v1', kind: 'Secret', namespace, name: 'gcr-pull-secret' };
    await world.cluster.delete(ref, copy?.metadata.uid ?? '');
    world.clock.advance(1_000);

    await world.walk();
    const tenant = await world.settle(id);

    expect(await copyOf(world, 'gcr-pull-secret')).toBeDefined();
    expect(tenant.conditions.map(({ type }) => type)).not.toContain('SecretMissing');
  });

  it('finds nothing to do while nothing changes', async () => {
    const world = await aWorld();
    const { id } = await anActiveTenant(world);
    const before = await world.tenant(id);

    await world.walk();

    expect(await world.tenant(id)).toEqual(before);
  });
});

describe('a tenant of codetether with soft deletion', () => {
  it('is stopped with all that it has, and goes when its time is over', async () => {
    const settings = codetetherSettings({ isLatestAllowed: true, softDeleteMs: 60_000 });
    const blueprint = createCodetetherBlueprint(settings);
    const world = createEngineWorld({ blueprint, hasNamespace: false });
    open.push(world);
    await provideSources(world.cluster);
    const { id } = await anActiveTenant(world);
    await world.delete(id);
    for (let looks = 0; looks < 6; looks += 1) {
      await world.look(id);
      world.clock.advance(1_000);
    }

    const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: 'a2a-riley' };
    const stopped = await world.cluster.read(ref);
    const { status } = await world.settle(id);

    expect(stopped?.['spec']).toMatchObject({ replicas: 0 });
    expect(status).toBe('deleted');
    expect(await world.cluster.read(ref)).toBeUndefined();
  });
});
