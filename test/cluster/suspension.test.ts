import type { V1Deployment, V2HorizontalPodAutoscaler } from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { aWorkloadBlueprint } from '../builders/a-workload-blueprint.ts';
import { createRigWorld, type RigWorld } from '../fakes/rig-world.ts';
import { waitUntil } from '../rig/wait-until.ts';
import { type ControlPlane, connectRig } from './rig/connect-rig.ts';
import { applyShipped, auditEvents, rightOf, rightsOf, shippedObjects } from './shipped-role.ts';
import { untilInForce } from './until-in-force.ts';

const files = ['workloads-role', 'admission-policy'] as const;
const namespace = 'workload-acme';
const deployments = `/apis/apps/v1/namespaces/${namespace}/deployments`;
const autoscaler = `/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers/api`;
const patienceMs = 60_000;

/** What this test's product does not have; the products' own tests see that it is needed. */
const ofProducts: ReadonlySet<string> = new Set([
  'csidrivers',
  'externalsecrets',
  'ingresses',
  'poddisruptionbudgets',
  'secretproviderclasses',
  'secrets',
]);

let rig: ControlPlane;
let world: RigWorld;
let id: string;
/** How many requests other tests had made as this user. */
let eventsBefore: number;

let removeShipped: () => Promise<void>;

beforeAll(async () => {
  rig = connectRig(inject('rig').dir);
  removeShipped = await applyShipped(rig, namespace, files);
  await untilInForce(rig);
  eventsBefore = auditEvents(rig).length;
  world = createRigWorld(inject('rig').tenantryKubeconfigPath, aWorkloadBlueprint());
  const { error_message, ...tenant } = await world.create('acme');
  expect([tenant.status, error_message]).toEqual(['active', null]);
  ({ id } = tenant);
});

afterAll(async () => {
  await removeShipped();
  await rig.letPodsSucceed();
  world.close();
});

async function get<T>(path: string): Promise<T> {
  const { status, body } = await rig.request({ method: 'GET', path });
  expect(status).toBe(200);
  return body as T;
}

/** Wanted and ready pods of both Deployments, as `3/3`. */
async function pods(): Promise<object> {
  const [web, api] = await Promise.all(
    ['web', 'api'].map(async (name) => {
      const { spec, status } = await get<V1Deployment>(`${deployments}/${name}`);
      return `${status?.readyReplicas ?? 0}/${spec?.replicas}`;
    }),
  );
  return { web, api };
}

async function livingPods(): Promise<readonly string[]> {
  const selector = encodeURIComponent('app in (web,api)');
  const path = `/api/v1/namespaces/${namespace}/pods?labelSelector=${selector}`;
  const { items } = await get<{ items: { metadata: { name: string } }[] }>(path);
  return items.map(({ metadata }) => metadata.name);
}

async function untilPods(web: string, api: string): Promise<void> {
  await waitUntil({
    what: `${web} pods web and ${api} pods api`,
    limitMs: patienceMs,
    isDone: async () => JSON.stringify(await pods()) === JSON.stringify({ web, api }),
  });
}

/** What a suspension may not change of the autoscaler: all but what its controller says. */
async function autoscalerAsGiven(): Promise<object> {
  const { metadata, spec } = await get<V2HorizontalPodAutoscaler>(autoscaler);
  const { uid, labels, annotations } = metadata ?? {};
  return { uid, labels, annotations, spec };
}

describe('suspending and resuming on a real API server', () => {
  it('ends every pod and brings back exactly what ran, the autoscaler’s number included', async () => {
    await untilPods('3/3', '2/2');
    const scaler = await autoscalerAsGiven();

    const suspended = await world.suspend(id);
    const stopped = { pods: await pods(), living: await livingPods() };
    const resumed = await world.resume(id);

    expect(suspended).toMatchObject({ status: 'suspended', suspension: { reason: 'unpaid' } });
    expect(stopped).toEqual({ pods: { web: '0/0', api: '0/0' }, living: [] });
    expect(resumed).toMatchObject({ status: 'active', scale_memory: [] });
    expect(await pods()).toEqual({ web: '3/3', api: '2/2' });
    expect(await autoscalerAsGiven()).toEqual(scaler);
  });

  it('brings back a number that the autoscaler would not reach by itself', async () => {
    const path = `${deployments}/api/scale`;
    await rig.request({ method: 'PATCH', path, body: { spec: { replicas: 4 } } });
    await untilPods('3/3', '4/4');

    await world.suspend(id);
    await world.resume(id);

    expect(await pods()).toEqual({ web: '3/3', api: '4/4' });
  });

  it('leaves a tenant that can be upgraded, and whose autoscaler goes on', async () => {
    const { status } = await world.upgrade(id, { tag: '2.0.0' });

    const web = await get<V1Deployment>(`${deployments}/web`);
    expect(status).toBe('active');
    expect(web.spec?.template.spec?.containers[0]?.image).toBe('example.test/web:2.0.0');
    expect(await pods()).toEqual({ web: '3/3', api: '4/4' });
    // Above the largest number that the autoscaler allows.
    const path = `${deployments}/api/scale`;
    await rig.request({ method: 'PATCH', path, body: { spec: { replicas: 5 } } });
    await untilPods('3/3', '4/4');
  });

  it('leaves the old pods serving when the migration of an upgrade fails', async () => {
    await rig.failPods({ labels: { app: 'migrate' }, message: 'relation "users" exists' });

    const tenant = await world.upgrade(id, { tag: '3.0.0' });

    const web = await get<V1Deployment>(`${deployments}/web`);
    expect(tenant).toMatchObject({ status: 'active', error_code: 'job_failed' });
    expect(tenant.error_message).toContain('relation "users" exists');
    expect(web.spec?.template.spec?.containers[0]?.image).toBe('example.test/web:2.0.0');
    await rig.letPodsSucceed();
  });
});

describe('the shipped role for workloads', () => {
  it('is enough for a whole life, and every rule of it is needed', async () => {
    const { status, error_message } = await world.delete(id);

    const events = auditEvents(rig).slice(eventsBefore);
    const refused = events.filter(({ responseStatus }) => responseStatus?.code === 403);
    const used = new Set(events.map(rightOf));
    const rules = shippedObjects(namespace, files).flatMap(({ rules: own = [] }) => own);
    const unused = rules
      .filter((rule) => !rightsOf(rule).some((right) => used.has(right)))
      .filter(({ resources }) => !resources.some((name) => ofProducts.has(name)));
    const granted = new Set(rules.flatMap(rightsOf));
    expect([status, error_message]).toEqual(['deleted', null]);
    expect(refused).toEqual([]);
    expect(unused).toEqual([]);
    expect([...used].filter((right) => !granted.has(right))).toEqual([]);
  });

  it('lets no workload be scaled where the policy lets nothing be written', async () => {
    const labels = { app: 'strange' };
    const spec = {
      replicas: 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'a', image: 'a:1' }] } },
    };
    const path = '/apis/apps/v1/namespaces/default/deployments';
    const body = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'strange' }, spec };
    await rig.request({ method: 'POST', path, body });

    const answer = await rig.request({
      method: 'PATCH',
      path: `${path}/strange/scale`,
      body: { spec: { replicas: 0 } },
      user: 'tenantry',
    });

    expect(answer.status).toBe(403);
    expect(JSON.stringify(answer.body)).toContain('tenantry.dev/managed=true');
    await rig.request({ method: 'DELETE', path: `${path}/strange` });
  });

  const labelled = { labels: { 'tenantry.dev/managed': 'true' } };

  const collection = '/api/v1/namespaces';

  it.each([
    ['a namespace without the label', { name: 'a' }, 403],
    ['a namespace of the system', { name: 'kube-a', ...labelled }, 403],
    ['a namespace with the label', { name: 'a', ...labelled }, 201],
  ])('answers who makes %s', async (_what, metadata, expected) => {
    const path = `${collection}?dryRun=All`;

    const answer = await rig.request({
      method: 'POST',
      path,
      body: { metadata },
      user: 'tenantry',
    });

    expect(answer.status).toBe(expected);
  });

  it.each(['default', 'kube-system'])('lets nobody label or end %s', async (name) => {
    const call = { path: `${collection}/${name}?dryRun=All`, user: 'tenantry' } as const;

    const answers = [
      await rig.request({ ...call, method: 'PATCH', body: { metadata: labelled } }),
      await rig.request({ ...call, method: 'DELETE' }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([403, 403]);
  });
});
