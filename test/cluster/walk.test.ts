import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { fieldManager } from '../../shared/kubernetes/labels.ts';
import type { Cluster } from '../../shared/ports/cluster.ts';
import type { Tenant } from '../../shared/tenant/tenant.ts';
import { aWorkloadBlueprint } from '../builders/a-workload-blueprint.ts';
import { createCountingStore } from '../fakes/counting-store.ts';
import { createRigWorld, type RigWorld } from '../fakes/rig-world.ts';
import { waitUntil } from '../rig/wait-until.ts';
import { type ControlPlane, connectRig } from './rig/connect-rig.ts';

const namespace = 'workload-walker';
const core = `/api/v1/namespaces/${namespace}`;
const apps = `/apis/apps/v1/namespaces/${namespace}/deployments`;
const scaling = `/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers`;

/** Every object that the tenant has, and a change by hand of a field of it that we want. */
const objects = [
  [`/api/v1/namespaces/${namespace}`, { metadata: { labels: { 'tenantry.dev/managed': 'no' } } }],
  [`${core}/configmaps/greeting`, { data: { greeting: 'by hand' } }],
  [`${apps}/web`, { spec: { replicas: 1 } }],
  [`${apps}/api`, { spec: { template: { spec: { securityContext: null } } } }],
  [`${scaling}/api`, { spec: { maxReplicas: 9, metrics: null } }],
  [`${core}/services/web`, { spec: { selector: { app: 'other' } } }],
] as const;
const paths = objects.map(([path]) => path);
const deletable = paths.slice(1);

interface Live {
  readonly metadata: Readonly<Record<string, unknown>> & { readonly uid: string };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly data?: unknown;
}

let rig: ControlPlane;
let world: RigWorld;
let id: string;
let golden: ReadonlyMap<string, unknown>;

beforeAll(async () => {
  rig = connectRig(inject('rig').dir);
  world = createRigWorld(inject('rig').kubeconfigPath, aWorkloadBlueprint());
  const { error_message, ...tenant } = await world.create('walker');
  expect([tenant.status, error_message]).toEqual(['active', null]);
  ({ id } = tenant);
  await settledWalk();
  golden = await state();
});

afterAll(async () => {
  await rig.letPodsSucceed();
  await world.delete(id);
  world.close();
});

async function get(path: string): Promise<Live> {
  const { status, body } = await rig.request({ method: 'GET', path });
  expect([path, status]).toEqual([path, 200]);
  return body as Live;
}

async function patch(path: string, body: object, manager = 'kubectl-edit'): Promise<void> {
  const call = { method: 'PATCH', path: `${path}?fieldManager=${manager}`, body } as const;
  const { status, body: answer } = await rig.request(call);
  expect([path, status, status === 200 || answer]).toEqual([path, 200, true]);
}

/** What an object is, without what differs between two objects that are the same. */
function meaningOf({ metadata, spec = {}, data }: Live): unknown {
  const { labels, annotations = {}, finalizers } = metadata;
  const { clusterIP: _address, clusterIPs: _addresses, ...rest } = spec;
  const revision = 'deployment.kubernetes.io/revision';
  const told = { ...(annotations as object), [revision]: undefined };
  return JSON.parse(JSON.stringify({ labels, annotations: told, finalizers, spec: rest, data }));
}

async function state(): Promise<ReadonlyMap<string, unknown>> {
  const found = await Promise.all(
    paths.map(async (path) => [path, meaningOf(await get(path))] as const),
  );
  return new Map(found);
}

async function versions(): Promise<readonly unknown[]> {
  const found = await Promise.all(paths.map(get));
  return found.map(({ metadata }) => [metadata.uid, metadata['resourceVersion']]);
}

/** The versions once controllers are done with the objects for a while. */
async function versionsAtRest(): Promise<readonly unknown[]> {
  let last = await versions();
  await waitUntil({
    what: 'the objects to come to rest',
    limitMs: 60_000,
    isDone: async () => {
      await sleep(2_000);
      const before = last;
      last = await versions();
      return JSON.stringify(before) === JSON.stringify(last);
    },
  });
  return last;
}

/** Walks until nothing is news any more: pods become ready in their own time. */
async function settledWalk(): Promise<Tenant> {
  await waitUntil({
    what: 'the tenant to be healthy for the walk',
    limitMs: 60_000,
    isDone: async () => {
      await world.walk();
      const { health, conditions } = await world.settle(id);
      const isReady = conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
      const { spec } = await get(`${apps}/api`);
      return health === 'healthy' && isReady && spec?.['replicas'] === 2;
    },
  });
  return await world.tenant(id);
}

/** One walk and the repair that it starts. */
async function walkOnce(): Promise<Tenant> {
  const { counts, unreadable } = await world.walk();
  expect([counts.broken, counts.repaired, unreadable]).toEqual([1, 1, []]);
  const tenant = await world.settle(id);
  const { last_operation: repair, error_message } = tenant;
  expect([repair.kind, repair.state, error_message]).toEqual(['repair', 'succeeded', null]);
  return tenant;
}

describe('the walk over a real cluster', () => {
  it('changes nothing and writes nothing but its cursor over a healthy tenant', async () => {
    const before = await versionsAtRest();
    const written: string[] = [];
    const lists: string[] = [];
    const store = createCountingStore(world.ports.store, written);
    const cluster: Cluster = {
      ...world.ports.cluster,
      list: async (request) => {
        lists.push(request.kind);
        return await world.ports.cluster.list(request);
      },
    };

    for (let walks = 0; walks < 10; walks += 1) await world.walk({ store, cluster });

    expect(await versions()).toEqual(before);
    expect(written).toEqual(Array.from({ length: 10 }, () => 'walks'));
    // Namespace, ConfigMap, Deployment, HorizontalPodAutoscaler, Service, Job.
    expect(lists).toHaveLength(10 * 6);
  });

  it.each(deletable)('brings %s back', async (path) => {
    await rig.request({ method: 'DELETE', path });
    await waitUntil({
      what: `${path} to be gone`,
      limitMs: 30_000,
      isDone: async () => (await rig.request({ method: 'GET', path })).status === 404,
    });

    await walkOnce();
    await settledWalk();

    expect(await state()).toEqual(golden);
  });

  it('brings every object back that was deleted at once', async () => {
    for (const path of deletable) await rig.request({ method: 'DELETE', path });
    await waitUntil({
      what: 'all to be gone',
      limitMs: 30_000,
      isDone: async () => {
        const found = deletable.map(async (path) => await rig.request({ method: 'GET', path }));
        return (await Promise.all(found)).every(({ status }) => status === 404);
      },
    });

    await walkOnce();
    await settledWalk();

    expect(await state()).toEqual(golden);
  });

  it('puts every field back that was changed by hand', async () => {
    for (const [path, body] of objects) await patch(path, body);

    await walkOnce();
    await settledWalk();

    expect(await state()).toEqual(golden);
  });

  it('puts every label back that was stripped, on the same objects', async () => {
    const before = (await Promise.all(paths.map(get))).map(({ metadata }) => metadata.uid);
    for (const path of paths) await patch(path, { metadata: { labels: null } });

    await walkOnce();
    await settledWalk();

    expect(await state()).toEqual(golden);
    const after = (await Promise.all(paths.map(get))).map(({ metadata }) => metadata.uid);
    expect(after).toEqual(before);
  });

  it('keeps fields that others added', async () => {
    const theirs = { metadata: { annotations: { 'example.test/theirs': 'kept' } } };
    for (const path of paths) await patch(path, theirs, 'somebody');
    await patch(`${core}/configmaps/greeting`, { data: { theirs: 'kept' } }, 'somebody');
    const quiet = await world.walk();
    await patch(`${core}/configmaps/greeting`, { data: { greeting: 'by hand' } });

    await walkOnce();

    const { data } = await get(`${core}/configmaps/greeting`);
    const annotated = await Promise.all(paths.map(get));
    expect(quiet.counts.broken).toBe(0);
    expect(data).toEqual({ greeting: 'hello', theirs: 'kept' });
    expect(annotated.map(({ metadata }) => metadata['annotations'])).toEqual(
      paths.map(() => expect.objectContaining({ 'example.test/theirs': 'kept' })),
    );
    for (const path of paths)
      await patch(path, { metadata: { annotations: { 'example.test/theirs': null } } });
    await patch(`${core}/configmaps/greeting`, { data: { theirs: null } });
  });

  it('leaves a number of pods to who scales them, and says who', async () => {
    await patch(`${apps}/web/scale`, { spec: { replicas: 5 } }, 'some-scaler');

    const { counts } = await world.walk();
    const told = await world.settle(id);
    await patch(`${core}/configmaps/greeting`, { data: { greeting: 'by hand' } });
    await walkOnce();

    expect(counts.repaired).toBe(0);
    expect(told.conditions).toContainEqual(
      expect.objectContaining({
        type: 'FieldConflict',
        status: 'True',
        reason: 'HeldByOthers',
        message: `spec.replicas of Deployment ${namespace}/web is held by some-scaler`,
      }),
    );
    expect((await get(`${apps}/web`)).spec?.['replicas']).toBe(5);
  });

  it('takes nothing from who scales when the same object has drifted', async () => {
    await patch(`${apps}/web`, { metadata: { labels: { 'app.kubernetes.io/managed-by': 'me' } } });

    await walkOnce();

    const { metadata, spec } = await get(`${apps}/web`);
    expect(spec?.['replicas']).toBe(5);
    expect(metadata['labels']).toMatchObject({ 'app.kubernetes.io/managed-by': fieldManager });
    await patch(`${apps}/web`, { spec: { replicas: 4 } });
    await walkOnce();
    expect((await get(`${apps}/web`)).spec?.['replicas']).toBe(3);
  });

  it('leaves a suspended tenant asleep, and brings back what is gone of it without pods', async () => {
    const { status } = await world.suspend(id);
    const quiet = await world.walk();
    await rig.request({ method: 'DELETE', path: `${apps}/web` });
    await waitUntil({
      what: 'the Deployment to be gone',
      limitMs: 30_000,
      isDone: async () =>
        (await rig.request({ method: 'GET', path: `${apps}/web` })).status === 404,
    });

    await walkOnce();

    const found = await Promise.all([`${apps}/web`, `${apps}/api`].map(get));
    expect([status, quiet.counts.broken]).toEqual(['suspended', 0]);
    expect(found.map(({ spec }) => spec?.['replicas'])).toEqual([0, 0]);
  });
});
