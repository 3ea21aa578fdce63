import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { KubernetesObject, V1Deployment, V1Pod } from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { parse } from 'yaml';
import { createKubernetesCluster } from '../../shared/adapters/kubernetes/create-kubernetes-cluster.ts';
import { loadKubeConfig } from '../../shared/adapters/kubernetes/load-kube-config.ts';
import { createStarterBlueprint } from '../../shared/blueprints/starter/create-starter-blueprint.ts';
import type { JsonObject } from '../../shared/tenant/json.ts';
import type { Tenant } from '../../shared/tenant/tenant.ts';
import { retryTenant } from '../../shared/use-cases/retry-tenant.ts';
import { describeSecretFiles } from '../contracts/cluster/secret-files.ts';
import { aPrincipal } from '../fakes/engine-world.ts';
import { createRigWorld, type RigWorld } from '../fakes/rig-world.ts';
import { waitUntil } from '../rig/wait-until.ts';
import { contextOf } from '../shared/blueprints/starter/starter-context.ts';
import { type ControlPlane, connectRig } from './rig/connect-rig.ts';
import { applyShipped, auditEvents, rightOf, rightsOf, shippedObjects } from './shipped-role.ts';
import { untilInForce } from './until-in-force.ts';

const shipped = ['workloads-role', 'admission-policy'] as const;
const group = '/apis/secrets-store.csi.x-k8s.io/v1';
const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const definition = `${definitions}/secretproviderclasses.secrets-store.csi.x-k8s.io`;
const drivers = '/apis/storage.k8s.io/v1/csidrivers';
const driver = 'secrets-store.csi.k8s.io';
const patienceMs = 60_000;

// Nothing scales, so that nobody but Tenantry writes to the Deployments.
const images: JsonObject = {
  api: { image: 'registry.example/app-api:1.0.0' },
  web: { image: 'registry.example/app-web:1.0.0' },
  autoscaling: { enabled: false },
};
const identifier = (name: string) => `projects/p/secrets/${name}/versions/latest`;
const filed = (name: string): JsonObject => ({
  secretFiles: { enabled: true, api: { files: { db_url: identifier(name) } } },
});

let rig: ControlPlane;
let world: RigWorld;
/** The tenant that is changed, and one that nobody touches. */
let id: string;
let still: string;
let eventsBefore: number;
let removeShipped: () => Promise<void>;

beforeAll(async () => {
  rig = connectRig(inject('rig').dir);
  removeShipped = await applyShipped(rig, 'starter-filed', shipped);
  await untilInForce(rig);
  eventsBefore = auditEvents(rig).length;
  world = createRigWorld(
    inject('rig').tenantryKubeconfigPath,
    createStarterBlueprint({ baseDomain: 'starter.example' }),
  );
});

afterAll(async () => {
  await removeShipped();
  await rig.request({ method: 'DELETE', path: definition });
  await rig.request({ method: 'DELETE', path: `${drivers}/${driver}` });
  world.close();
});

async function installDefinition(): Promise<void> {
  const text = readFileSync('test/fixtures/kubernetes/secret-provider-class-crd.yaml', 'utf8');
  const body: unknown = parse(text);
  expect((await rig.request({ method: 'POST', path: definitions, body })).status).toBe(201);
  const path = `${group}/secretproviderclasses`;
  await waitUntil({
    what: 'SecretProviderClasses to be served',
    limitMs: patienceMs,
    isDone: async () => (await rig.request({ method: 'GET', path })).status === 200,
  });
}

async function installDriver(): Promise<void> {
  const spec = { volumeLifecycleModes: ['Ephemeral'], podInfoOnMount: true, attachRequired: false };
  const body = { metadata: { name: driver }, spec };
  expect((await rig.request({ method: 'POST', path: drivers, body })).status).toBe(201);
}

async function retry(tenantId: string): Promise<void> {
  const wish = { principal: aPrincipal, requestId: 'request-1', tenantId };
  await retryTenant({ ...world.ports, newId: randomUUID }, wish);
}

async function get<T>(path: string): Promise<T> {
  const { status, body } = await rig.request({ method: 'GET', path });
  expect([path, status]).toEqual([path, 200]);
  return body as T;
}

type Class = KubernetesObject & { spec: { parameters: Readonly<Record<string, string>> } };

function classPath(slug: string): string {
  return `${group}/namespaces/starter-${slug}/secretproviderclasses/${slug}-api-files`;
}

async function deployment(slug: string): Promise<V1Deployment> {
  return await get(`/apis/apps/v1/namespaces/starter-${slug}/deployments/${slug}-api`);
}

/** What may not change of a tenant whom nobody touches. */
async function stateOf(slug: string): Promise<unknown> {
  const [files, { metadata, spec }] = [await get<Class>(classPath(slug)), await deployment(slug)];
  return [files, metadata?.uid, metadata?.generation, spec];
}

function secretsReady({ conditions }: Tenant): object | undefined {
  return conditions.find(({ type }) => type === 'SecretsReady');
}

describe('secrets as files on a real API server', () => {
  it('are refused with the name of the kind where it is not installed', async () => {
    const tenant = await world.create('filed', { ...images, ...filed('db') });

    ({ id } = tenant);
    expect(tenant).toMatchObject({ status: 'failed', error_code: 'unknown_kind' });
    expect(tenant.error_message).toContain(
      'the API server does not serve secrets-store.csi.x-k8s.io/v1 SecretProviderClass',
    );
    expect(tenant.inventory.map(({ kind }) => kind)).toEqual(['Namespace']);
  });

  it('wait for the driver, by its name, and go on when it comes', async () => {
    await installDefinition();
    await retry(id);
    const settled = world.settle(id);
    await waitUntil({
      what: 'the driver to be missed',
      limitMs: patienceMs,
      isDone: async () => secretsReady(await world.tenant(id)) !== undefined,
    });
    const missed = secretsReady(await world.tenant(id));

    await installDriver();
    const { status, error_message } = await settled;

    const message = `CSIDriver ${driver}: does not exist`;
    expect(missed).toMatchObject({ status: 'False', reason: 'NotFound', message });
    expect([status, error_message]).toEqual(['active', null]);
  });

  it('are mounted into pods that Pod Security restricted admits, migrations too', async () => {
    const { items } = await get<{ items: readonly V1Pod[] }>(
      '/api/v1/namespaces/starter-filed/pods',
    );

    const mounted = items.filter(({ spec }) =>
      spec?.volumes?.some(
        ({ csi }) =>
          csi?.driver === driver &&
          csi.readOnly === true &&
          csi.volumeAttributes?.['secretProviderClass'] === 'filed-api-files',
      ),
    );
    const parts = mounted.map(({ metadata }) => metadata?.labels?.['app.kubernetes.io/component']);
    const { metadata } = await get<KubernetesObject>('/api/v1/namespaces/starter-filed');
    expect([...new Set(parts)].toSorted()).toEqual(['api', 'migrate']);
    expect(metadata?.labels).toMatchObject({ 'pod-security.kubernetes.io/enforce': 'restricted' });
    expect((await deployment('filed')).status?.readyReplicas).toBeGreaterThan(0);
  });

  it('change in one tenant and in no other', async () => {
    const other = await world.create('still', { ...images, ...filed('db') });
    ({ id: still } = other);
    const [before, others] = [await deployment('filed'), await stateOf('still')];

    const { error_message } = await world.upgrade(id, filed('other'));

    const { metadata, spec } = await get<Class>(classPath('filed'));
    const after = await deployment('filed');
    expect([other.status, error_message]).toEqual(['active', null]);
    expect(metadata?.generation).toBe(2);
    expect(parse(spec.parameters['secrets'] ?? '')).toEqual([
      { resourceName: identifier('other'), path: 'db_url' },
    ]);
    expect(after.spec?.template.metadata?.annotations).not.toEqual(
      before.spec?.template.metadata?.annotations,
    );
    expect(await stateOf('still')).toEqual(others);
  });

  it('come back when somebody deletes or changes what is fetched', async () => {
    const path = classPath('filed');
    const { spec } = await get<Class>(path);
    const theirs = { spec: { provider: 'vault' } };
    await rig.request({ method: 'PATCH', path: `${path}?fieldManager=kubectl`, body: theirs });
    await walkOnce();
    const mended = await get<Class>(path);

    await rig.request({ method: 'DELETE', path });
    await walkOnce();

    const { spec: again, metadata } = await get<Class>(path);
    expect(mended.spec).toEqual(spec);
    expect(again).toEqual(spec);
    expect(metadata?.uid).not.toBe(mended.metadata?.uid);
  });

  it('leave nothing when they are switched off, but in other tenants', async () => {
    const others = await stateOf('still');

    const { error_message } = await world.upgrade(id, { secretFiles: { enabled: false } });

    const { spec } = await deployment('filed');
    const gone = await rig.request({ method: 'GET', path: classPath('filed') });
    expect(error_message).toBeNull();
    expect(gone.status).toBe(404);
    expect(spec?.template.spec?.volumes).toBeUndefined();
    expect(spec?.template.spec?.containers[0]?.volumeMounts).toBeUndefined();
    expect(spec?.template.metadata?.annotations).toBeUndefined();
    expect(await stateOf('still')).toEqual(others);
  });

  it.each([
    ['gcp', {}, identifier('a')],
    ['gke', {}, identifier('a')],
    ['aws', { region: 'eu-west-1' }, 'prod/a'],
    ['azure', { keyvaultName: 'k', tenantId: 't', clientID: 'c' }, 'a'],
    ['vault', { roleName: 'r' }, 'secret/data/a#b'],
  ])('of provider %s are what the definition takes', async (provider, parameters, name) => {
    const secretFiles = { enabled: true, provider, parameters, api: { files: { a: name } } };
    const { tenant, params } = contextOf({ secretFiles });
    const objects = createStarterBlueprint({ baseDomain: 'starter.example' }).render({
      tenant: { ...tenant, namespace: 'starter-still' },
      params,
    });

    const body = objects.find(({ kind }) => kind === 'SecretProviderClass');
    const path = `${group}/namespaces/starter-still/secretproviderclasses?dryRun=All&fieldValidation=Strict`;
    const answer = await rig.request({ method: 'POST', path, body });

    expect([answer.status, body?.kind]).toEqual([201, 'SecretProviderClass']);
  });

  it('go with their tenants, and the shipped role was enough', async () => {
    const ends = await Promise.all([world.delete(id), world.delete(still)]);

    const events = auditEvents(rig).slice(eventsBefore);
    const refused = events.filter(({ responseStatus }) => responseStatus?.code === 403);
    const rules = shippedObjects('starter-filed', shipped).flatMap(({ rules: own = [] }) => own);
    const used = new Set(events.map(rightOf));
    const ours = rules.filter(({ resources }) =>
      resources.some((name) => /^(secretproviderclasses|csidrivers)$/.test(name)),
    );
    const { items } = await get<{ items: readonly unknown[] }>(`${group}/secretproviderclasses`);
    expect(ends.map(({ status }) => status)).toEqual(['deleted', 'deleted']);
    expect(items).toEqual([]);
    expect(refused).toEqual([]);
    expect(ours).toHaveLength(2);
    expect(ours.filter((rule) => !rightsOf(rule).some((right) => used.has(right)))).toEqual([]);
  });

  describe('createKubernetesCluster()', () => {
    describeSecretFiles(() => ({
      cluster: createKubernetesCluster({
        kubeConfig: () =>
          loadKubeConfig({ kind: 'kubeconfig', path: inject('rig').kubeconfigPath }),
        callTimeoutMs: 10_000,
      }),
      failJob: async () => undefined,
    }));
  });
});

/** One walk, and the repair that it starts. */
async function walkOnce(): Promise<void> {
  const { counts, unreadable } = await world.walk();
  expect([counts.repaired, unreadable]).toEqual([1, []]);
  const { last_operation: repair, error_message } = await world.settle(id);
  expect([repair.kind, repair.state, error_message]).toEqual(['repair', 'succeeded', null]);
}
