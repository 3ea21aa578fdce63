import { afterEach, describe, expect, it } from 'vitest';
import type { Blueprint } from '../../../shared/blueprint/blueprint.ts';
import { ownerLabels } from '../../../shared/kubernetes/labels.ts';
import type { ObservedObject } from '../../../shared/kubernetes/object.ts';
import type { Cluster } from '../../../shared/ports/cluster.ts';
import { ClusterError } from '../../../shared/tenant/cluster-error.ts';
import type { Tenant } from '../../../shared/tenant/tenant.ts';
import { aBlueprint, demoNamespace } from '../../builders/a-blueprint.ts';
import { createCountingStore } from '../../fakes/counting-store.ts';
import { createEngineWorld, type EngineWorld, type WorldParts } from '../../fakes/engine-world.ts';
import {
  aSuspendedTenant,
  closeLivingTenants,
  deploymentOf,
  deploymentRef,
  podsOf,
} from '../../fakes/living-tenant.ts';

const worlds: EngineWorld[] = [];
afterEach(() => {
  for (const world of worlds.splice(0)) world.close();
});

/** A product whose repair is a roll-out: no Job runs again. */
function aKeptBlueprint(overrides: Partial<Blueprint> = {}): Blueprint {
  const base = aBlueprint();
  return aBlueprint({
    steps: (context) =>
      context.kind === 'repair'
        ? base
            .steps({ ...context, kind: 'create' })
            .filter(({ kind }) => kind === 'apply-objects' || kind === 'await-ready')
        : base.steps(context),
    ...overrides,
  });
}

function aWorld(parts: WorldParts = {}): EngineWorld {
  const world = createEngineWorld({ blueprint: aKeptBlueprint(), ...parts });
  worlds.push(world);
  return world;
}

async function anActive(world: EngineWorld, slug: string): Promise<Tenant> {
  const { id } = await world.create(slug);
  return await world.settle(id);
}

async function someActive(world: EngineWorld, count: number): Promise<readonly Tenant[]> {
  const tenants: Tenant[] = [];
  for (let index = 0; index < count; index += 1) {
    tenants.push(await anActive(world, `acme-${index + 1}x`));
  }
  return tenants;
}

/** The reference of an object by its kind and the end of its name: `ConfigMap greeting`. */
function ref(tenant: Tenant, what: string) {
  const [kind = '', name = ''] = what.split(' ');
  const full = `${tenant.slug}-${tenant.id8}-${name}`;
  return { apiVersion: 'v1', kind, namespace: demoNamespace, name: full };
}

async function read(world: EngineWorld, tenant: Tenant, what: string) {
  return (await world.cluster.read(ref(tenant, what))) as ObservedObject;
}

async function remove(world: EngineWorld, tenant: Tenant, what: string) {
  const object = await read(world, tenant, what);
  await world.cluster.delete(ref(tenant, what), object.metadata.uid);
  world.clock.advance(10_000);
}

function condition(tenant: Tenant, type: string) {
  return tenant.conditions.find((each) => each.type === type);
}

/** Counts calls that write, and lists. */
function counting(counts: { lists: number; writes: number; reads: number }) {
  return (cluster: Cluster): Cluster => ({
    ...cluster,
    list: async (request) => {
      counts.lists += 1;
      return await cluster.list(request);
    },
    read: async (each) => {
      counts.reads += 1;
      return await cluster.read(each);
    },
    apply: async (...given) => {
      counts.writes += 1;
      return await cluster.apply(...given);
    },
    create: async (object) => {
      counts.writes += 1;
      return await cluster.create(object);
    },
    delete: async (...given) => {
      counts.writes += 1;
      await cluster.delete(...given);
    },
  });
}

describe('walkCluster()', () => {
  it('writes nothing but its cursor while nothing is amiss', async () => {
    const counts = { lists: 0, writes: 0, reads: 0 };
    const world = aWorld({ wrapCluster: counting(counts) });
    await someActive(world, 3);
    Object.assign(counts, { lists: 0, writes: 0 });
    const written: string[] = [];
    const store = createCountingStore(world.store, written);

    for (let walks = 0; walks < 10; walks += 1) await world.walk({ store });

    // Namespace, ConfigMap, Service, Job: one page each.
    expect(counts).toMatchObject({ lists: 40, writes: 0 });
    expect(written).toEqual(Array.from({ length: 10 }, () => 'walks'));
  });

  it('says how it went', async () => {
    const world = aWorld();
    await someActive(world, 2);

    const walk = await world.walk();

    expect(walk).toMatchObject({ number: 1, state: 'open', ended_at: expect.any(String) });
    expect(walk.counts).toMatchObject({ tenants: 2, broken: 0, repaired: 0, orphans: 0, pages: 4 });
  });

  it('brings back an object that is gone, in one walk and one operation', async () => {
    const world = aWorld();
    const tenant = await anActive(world, 'acme');
    await remove(world, tenant, 'ConfigMap greeting');

    const { counts } = await world.walk();
    const repaired = await world.settle(tenant.id);

    expect(counts).toMatchObject({ broken: 1, repaired: 1 });
    expect((await read(world, tenant, 'ConfigMap greeting'))['data']).toEqual({
      greeting: 'hello',
    });
    expect(repaired).toMatchObject({
      status: 'active',
      generation: tenant.generation,
      last_operation: { kind: 'repair', state: 'succeeded' },
    });
    expect((await world.walk()).counts).toMatchObject({ broken: 0, repaired: 0 });
  });

  it('leaves what has not drifted alone while it repairs', async () => {
    const world = aWorld();
    const tenant = await anActive(world, 'acme');
    const before = await read(world, tenant, 'Service web');
    await remove(world, tenant, 'ConfigMap greeting');

    await world.walk();
    await world.settle(tenant.id);

    expect(await read(world, tenant, 'Service web')).toEqual(before);
  });

  it('puts back a field that was changed by hand and keeps the fields of others', async () => {
    const world = aWorld();
    const tenant = await anActive(world, 'acme');
    const object = await read(world, tenant, 'ConfigMap settings');
    world.tamper(
      { ...object, data: { slug: 'changed', theirs: 'kept' } },
      { metadata: { labels: object.metadata.labels } },
    );

    const { counts } = await world.walk();
    await world.settle(tenant.id);

    expect(counts).toMatchObject({ broken: 1, repaired: 1 });
    expect((await read(world, tenant, 'ConfigMap settings'))['data']).toEqual({
      slug: 'acme',
      theirs: 'kept',
    });
  });

  it('finds an object whose labels were stripped', async () => {
    const world = aWorld();
    const tenant = await anActive(world, 'acme');
    const object = await read(world, tenant, 'ConfigMap greeting');
    const { labels, ...metadata } = object.metadata;
    world.tamper({ ...object, metadata }, { data: object['data'] });

    await world.walk();
    await world.settle(tenant.id);

    const { metadata: after } = await read(world, tenant, 'ConfigMap greeting');
    expect(after).toMatchObject({ uid: metadata.uid, labels });
  });

  it('leaves a tenant alone that somebody works on', async () => {
    const world = aWorld();
    const tenant = await anActive(world, 'acme');
    await remove(world, tenant, 'ConfigMap greeting');
    await world.delete(tenant.id);

    const { counts } = await world.walk();

    expect(counts).toMatchObject({ tenants: 1, broken: 0 });
    expect((await world.tenant(tenant.id)).last_operation.kind).toBe('delete');
  });

  it('drops what it saw of a tenant that changed meanwhile', async () => {
    const world = aWorld();
    const tenant = await anActive(world, 'acme');
    await remove(world, tenant, 'ConfigMap greeting');
    const listing: Cluster = {
      ...world.ports.cluster,
      list: async (request) => {
        if (request.kind === 'Service') await world.delete(tenant.id);
        return await world.cluster.list(request);
      },
    };

    const { counts } = await world.walk({ cluster: listing });

    expect(counts).toMatchObject({ broken: 1, repaired: 0 });
  });

  it('stops repairs when too much looks broken at once, and starts again with the next walk', async () => {
    const world = aWorld();
    const tenants = await someActive(world, 6);
    for (const tenant of tenants.slice(0, 5)) await remove(world, tenant, 'ConfigMap greeting');

    const stopped = await world.walk();
    const record = await world.store.get('walks', 'default');
    const next = await world.walk({
      walk: { cluster: 'default', deletesOrphans: false, breakerPercent: 100 },
    });

    expect(stopped).toMatchObject({ state: 'stopped', counts: { broken: 5, repaired: 0 } });
    expect(record?.walk.message).toContain('5 of 6 tenants look broken');
    expect(next).toMatchObject({ state: 'open', counts: { broken: 5, repaired: 5 } });
  });

  it('makes as many calls to the cluster however much has drifted', async () => {
    const counts = { lists: 0, writes: 0, reads: 0 };
    const world = aWorld({ wrapCluster: counting(counts) });
    const tenants = await someActive(world, 10);
    const callsOf = async () => {
      Object.assign(counts, { lists: 0, writes: 0, reads: 0 });
      await world.walk();
      return { ...counts };
    };

    const none = await callsOf();
    for (const tenant of tenants.slice(0, 5)) await remove(world, tenant, 'ConfigMap greeting');
    const half = await callsOf();
    for (const tenant of tenants.slice(5)) await remove(world, tenant, 'ConfigMap greeting');
    const all = await callsOf();

    expect([half, all]).toEqual([none, none]);
  });

  it('stops repairing what is changed again and again, says so, and forgets it in peace', async () => {
    const world = aWorld();
    const tenant = await anActive(world, 'acme');
    const fight = async () => {
      const object = await read(world, tenant, 'ConfigMap settings');
      const held = { metadata: { labels: object.metadata.labels } };
      world.tamper({ ...object, data: { slug: 'changed' } }, held);
      const { counts } = await world.walk();
      await world.settle(tenant.id);
      return counts.repaired;
    };

    const repaired = [await fight(), await fight(), await fight(), await fight()];
    const fought = await world.tenant(tenant.id);
    const quiet = await world.walk();
    const object = await read(world, tenant, 'ConfigMap settings');
    world.tamper(
      { ...object, data: { slug: 'acme' } },
      { metadata: { labels: object.metadata.labels }, data: { slug: 'acme' } },
    );
    await world.walk();

    expect(repaired).toEqual([1, 1, 1, 0]);
    expect(condition(fought, 'FieldConflict')).toMatchObject({
      status: 'True',
      reason: 'RepairedInVain',
    });
    expect(quiet.counts.repaired).toBe(0);
    const peaceful = await world.tenant(tenant.id);
    expect(condition(peaceful, 'FieldConflict')).toMatchObject({ status: 'False' });
    expect(await world.store.get('repairs', tenant.id)).toBeUndefined();
  });

  it('only reports drift where the blueprint says so', async () => {
    const world = aWorld({ blueprint: aKeptBlueprint({ drift: 'report' }) });
    const tenant = await anActive(world, 'acme');
    await remove(world, tenant, 'ConfigMap greeting');

    const { counts } = await world.walk();
    const told = await world.tenant(tenant.id);
    const again = await world.walk();

    expect(counts).toMatchObject({ broken: 1, repaired: 0 });
    expect(condition(told, 'Drifted')).toMatchObject({
      status: 'True',
      message: expect.stringContaining('greeting is missing'),
    });
    expect((await world.tenant(tenant.id)).record_version).toBe(told.record_version);
    expect(again.counts.repaired).toBe(0);
  });

  it('does not look for drift that the blueprint ignores or switches off', async () => {
    const off = aWorld({ blueprint: aKeptBlueprint({ drift: 'off' }) });
    const ignoring = aWorld({
      blueprint: aKeptBlueprint({ ignoredDrift: { ConfigMap: ['/data/*'] } }),
    });
    const gone = await anActive(off, 'acme');
    await remove(off, gone, 'ConfigMap greeting');
    const changed = await anActive(ignoring, 'acme');
    const object = await read(ignoring, changed, 'ConfigMap settings');
    const held = { metadata: { labels: object.metadata.labels } };
    ignoring.tamper({ ...object, data: { slug: 'changed' } }, held);

    expect((await off.walk()).counts.broken).toBe(0);
    expect((await ignoring.walk()).counts.broken).toBe(0);
  });

  it('says that a generated Secret is gone and never makes another', async () => {
    const world = aWorld();
    const tenant = await anActive(world, 'acme');
    await remove(world, tenant, 'Secret credentials');

    const { counts } = await world.walk();
    const told = await world.tenant(tenant.id);

    expect(counts.repaired).toBe(0);
    expect(told.health).toBe('degraded');
    expect(condition(told, 'SecretMissing')).toMatchObject({
      status: 'True',
      message: expect.stringContaining(`-credentials is gone`),
    });
    expect(await world.cluster.read(ref(tenant, 'Secret credentials'))).toBeUndefined();
  });

  it('prunes an own object that nobody wants, once no call can be under way', async () => {
    const world = aWorld();
    const tenant = await anActive(world, 'acme');
    const metadata = {
      ...{ name: 'left-behind', namespace: demoNamespace },
      labels: { ...ownerLabels(tenant.id, 'demo') },
    };
    await world.cluster.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata });
    const early = await world.walk();
    world.clock.advance(60_000);

    const late = await world.walk();
    await world.settle(tenant.id);

    expect([early.counts.broken, late.counts.repaired]).toEqual([0, 1]);
    world.clock.advance(10_000);
    const left = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      namespace: demoNamespace,
      name: 'left-behind',
    };
    expect(await world.cluster.read(left)).toBeUndefined();
    expect((await world.walk()).counts.broken).toBe(0);
  });

  it('only reports what differs while a change has not come true: a retry rolls that out', async () => {
    const world = aWorld();
    const tenant = await anActive(world, 'acme');
    await world.store.transact(async (transaction) => {
      const stored = await transaction.get('tenants', tenant.id);
      if (stored === undefined) return;
      const params = { greeting: 'not rolled out' };
      transaction.put('tenants', tenant.id, { ...stored, params, pending: 'upgrade' });
    });
    await remove(world, tenant, 'ConfigMap settings');

    await world.walk();

    const after = await world.settle(tenant.id);
    expect(after.last_operation.kind).toBe('create');
    expect(condition(after, 'Drifted')).toMatchObject({
      status: 'True',
      message: expect.stringContaining('settings is missing'),
    });
    const { data } = await read(world, tenant, 'ConfigMap greeting');
    expect(data).toEqual({ greeting: 'hello' });
  });

  it('reports objects whose tenant is gone, and deletes them only when it may', async () => {
    const world = aWorld();
    await anActive(world, 'acme');
    const labels = { ...ownerLabels('00000000-0000-4000-8000-000000000000', 'demo') };
    const orphan = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      namespace: demoNamespace,
      name: 'orphan',
    };
    const { apiVersion, kind, ...place } = orphan;
    await world.cluster.create({ apiVersion, kind, metadata: { ...place, labels } });
    await world.cluster.create({
      ...{ apiVersion: 'v1', kind: 'Namespace' },
      metadata: { name: 'orphaned', labels },
    });
    world.clock.advance(60_000);

    const walk = await world.walk();
    const kept = await world.cluster.read(orphan);
    const deleting = await world.walk({
      walk: { cluster: 'default', deletesOrphans: true, breakerPercent: 20 },
    });
    world.clock.advance(10_000);

    expect(walk.counts).toMatchObject({ orphans: 2, deleted: 0 });
    expect(walk.orphans).toContainEqual(
      expect.objectContaining({ name: 'orphan', reason: 'TenantUnknown' }),
    );
    expect(kept).toBeDefined();
    expect(deleting.counts.deleted).toBe(1);
    expect(await world.cluster.read(orphan)).toBeUndefined();
    expect(
      await world.cluster.read({ apiVersion: 'v1', kind: 'Namespace', name: 'orphaned' }),
    ).toBeDefined();
  });

  it('does nothing in a cluster that is another one than before', async () => {
    const world = aWorld();
    const tenant = await anActive(world, 'acme');
    const lists: string[] = [];
    const other: Cluster = {
      ...world.cluster,
      identity: async () => 'another',
      list: async (request) => {
        lists.push(request.kind);
        return { items: [] };
      },
    };

    const walks = [await world.walk({ cluster: other }), await world.walk({ cluster: other })];

    expect(walks.map(({ state }) => state)).toEqual(['lost', 'lost']);
    expect(lists).toEqual([]);
    expect((await world.tenant(tenant.id)).last_operation.kind).toBe('create');
    expect((await world.walk()).state).toBe('open');
  });

  it('concludes nothing from a cluster that does not answer', async () => {
    const world = aWorld();
    const tenant = await anActive(world, 'acme');
    const down: Cluster = {
      ...world.cluster,
      list: async () => {
        throw new ClusterError('cluster_unavailable', 'Cannot list', {
          ...{ class: 'retry', outcome: 'not-done' },
        });
      },
    };

    await expect(world.walk({ cluster: down })).rejects.toMatchObject({
      code: 'cluster_unavailable',
    });
    expect(await world.tenant(tenant.id)).toEqual(tenant);
  });

  it('concludes nothing about a kind that it may not list', async () => {
    const world = aWorld();
    const tenant = await anActive(world, 'acme');
    const partly: Cluster = {
      ...world.cluster,
      list: async (request) => {
        if (request.kind !== 'ConfigMap') return await world.cluster.list(request);
        throw new ClusterError('cluster_forbidden', 'Cannot list "ConfigMap"', {
          ...{ class: 'retry', outcome: 'not-done' },
        });
      },
    };

    const walk = await world.walk({ cluster: partly });

    expect(walk.unreadable).toEqual([
      { api_version: 'v1', kind: 'ConfigMap', why: 'Cannot list "ConfigMap"' },
    ]);
    expect(walk.counts).toMatchObject({ broken: 0 });
    expect(await world.tenant(tenant.id)).toEqual(tenant);
  });

  it('lists a kind again whose token has expired', async () => {
    const world = aWorld();
    await anActive(world, 'acme');
    const expired = { left: 1 };
    const slow: Cluster = {
      ...world.cluster,
      list: async (request) => {
        expired.left -= 1;
        if (expired.left < 0) return await world.cluster.list(request);
        throw new ClusterError('stale_observation', 'Expired', {
          ...{ class: 'observe', outcome: 'not-done', status: 410 },
        });
      },
    };

    const walk = await world.walk({ cluster: slow });

    expect(walk).toMatchObject({ unreadable: [], counts: { pages: 5, broken: 0 } });
  });

  it('goes on where it stopped when a call has done its share', async () => {
    const world = aWorld();
    const tenant = await anActive(world, 'acme');
    const listed: string[] = [];
    const slow: Cluster = {
      ...world.cluster,
      list: async (request) => {
        listed.push(request.kind);
        world.clock.advance(25_000);
        return await world.cluster.list(request);
      },
    };

    const first = await world.walk({ cluster: slow });
    const second = await world.walk({ cluster: slow });

    expect([first.ended_at, second.ended_at]).toEqual([null, expect.any(String)]);
    expect(listed).toEqual(['Namespace', 'ConfigMap', 'Service', 'Job']);
    expect(second).toMatchObject({ number: 1, counts: { tenants: 1, pages: 4, broken: 0 } });
    expect((await world.tenant(tenant.id)).last_operation.kind).toBe('create');
  });

  it('leaves a suspended tenant asleep, and brings back what is gone of it without pods', async () => {
    const { world, id } = await aSuspendedTenant();
    const quiet = await world.walk();
    const web = await deploymentOf(world, 'web');
    await world.cluster.delete(deploymentRef('web'), web.metadata.uid);
    world.clock.advance(10_000);

    const { counts } = await world.walk();
    const { status } = await world.settle(id);

    expect([quiet.counts.broken, counts.repaired, status]).toEqual([0, 1, 'suspended']);
    expect(await podsOf(world)).toEqual({ web: 0, api: 0 });
    closeLivingTenants();
  });

  it('removes tombstones whose time is over, with all that was kept of them', async () => {
    const world = aWorld();
    const tenant = await anActive(world, 'acme');
    await world.delete(tenant.id);
    const { event_count } = await world.settle(tenant.id);
    await world.walk();
    const kept = await world.store.get('tenants', tenant.id);
    world.clock.advance(3_600_001);

    await world.walk();

    expect(kept?.status).toBe('deleted');
    expect(event_count).toBeGreaterThan(2);
    expect((await world.store.listEvents(tenant.id, { limit: 10 })).items).toEqual([]);
    expect((await world.store.listOperations(tenant.id, { limit: 10 })).items).toEqual([]);
    expect(await world.store.get('revisions', `${tenant.id}/1`)).toBeUndefined();
    expect(await world.store.listEndedTombstones(10)).toEqual([]);
  });
});
