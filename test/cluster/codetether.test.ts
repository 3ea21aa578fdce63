import { readFileSync } from 'node:fs';
import type { V1Deployment, V1Namespace, V1Secret } from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { parse } from 'yaml';
import type { Blueprint } from '../../shared/blueprint/blueprint.ts';
import { createCodetetherBlueprint } from '../../shared/blueprints/codetether/create-codetether-blueprint.ts';
import type { Tenant } from '../../shared/tenant/tenant.ts';
import { renderTenant } from '../../shared/use-cases/render-tenant.ts';
import { aTlsSecret } from '../builders/a-certificate.ts';
import { aDatabaseSecret, aPullSecret, sourceNamespace } from '../builders/a-secret-source.ts';
import { createRigWorld, type RigWorld } from '../fakes/rig-world.ts';
import { type ControlPlane, connectRig } from './rig/connect-rig.ts';
import { applyShipped, auditEvents, rightOf, rightsOf, shippedObjects } from './shipped-role.ts';
import { untilInForce } from './until-in-force.ts';

const files = ['workloads-role', 'admission-policy'] as const;
const slug = 'riley-041b27';
const namespace = `tenant-${slug}`;
const namespacePath = `/api/v1/namespaces/${namespace}`;
const secretsPath = `${namespacePath}/secrets`;
const sourcesPath = `/api/v1/namespaces/${sourceNamespace}/secrets`;
const deploymentPath = `/apis/apps/v1/namespaces/${namespace}/deployments/a2a-${slug}`;
const params = { userId: 'ada@example.com', image: { tag: 'v1.2.0' } };

let rig: ControlPlane;
let blueprint: Blueprint;
let world: RigWorld;
/** How many requests other tests had made as this user. */
let eventsBefore: number;
let tenant: Tenant;

let removeShipped: () => Promise<void>;

beforeAll(async () => {
  rig = connectRig(inject('rig').dir);
  removeShipped = await applyShipped(rig, namespace, files);
  await post('/api/v1/namespaces', { metadata: { name: sourceNamespace } });
  for (const secret of [aPullSecret(), aDatabaseSecret()]) await post(sourcesPath, secret);
  await untilInForce(rig, `${sourcesPath}/gcr-pull-secret`);
  eventsBefore = auditEvents(rig).length;
  const systems = { hasRealms: false, hasDatabase: false, hasTunnel: false };
  const settings = {
    sourceNamespace,
    isLatestAllowed: false,
    baseDomains: [],
    imageRepositories: [],
    systems,
  };
  blueprint = createCodetetherBlueprint(settings);
  world = createRigWorld(inject('rig').tenantryKubeconfigPath, blueprint);
  tenant = await world.create(slug, params);
});

afterAll(async () => {
  await removeShipped();
  world.close();
});

async function post(path: string, body: object): Promise<void> {
  const { status, body: answer } = await rig.request({ method: 'POST', path, body });
  if (status !== 201) throw new Error(`POST ${path}: ${status} ${JSON.stringify(answer)}`);
}

async function get<T>(path: string): Promise<T> {
  const { status, body } = await rig.request({ method: 'GET', path });
  expect([path, status]).toEqual([path, 200]);
  return body as T;
}

async function statusOf(path: string): Promise<number> {
  return (await rig.request({ method: 'GET', path })).status;
}

/** Wanted and ready pods. */
async function pods(): Promise<string> {
  const { spec, status } = await get<V1Deployment>(deploymentPath);
  return `${status?.readyReplicas ?? 0}/${spec?.replicas}`;
}

function told({ status, error_message }: Tenant) {
  return [status, error_message];
}

describe('a tenant of codetether on a real API server', () => {
  it('is created with its pod, and with copies that hold what it needs of the sources', async () => {
    const copies = await Promise.all(
      ['gcr-pull-secret', 'codetether-db-credentials'].map(
        async (name) => await get<V1Secret>(`${secretsPath}/${name}`),
      ),
    );

    expect(told(tenant)).toEqual(['active', null]);
    expect(tenant.site_url).toBe(`https://${slug}.codetether.run`);
    expect(await pods()).toBe('1/1');
    expect(copies.map(({ type, data }) => ({ type, data }))).toEqual([
      { type: 'kubernetes.io/dockerconfigjson', data: aPullSecret().data },
      { type: 'Opaque', data: { DATABASE_URL: aDatabaseSecret().data?.['DATABASE_URL'] } },
    ]);
  });

  it('did not wait for its certificate, and tells when the walk sees it', async () => {
    const name = `a2a-${slug}-tls`;
    const told = async () => {
      const { conditions } = await world.tenant(tenant.id);
      return conditions
        .filter(({ type }) => type === 'IngressReady')
        .map(({ reason, message }) => `${reason}: ${message}`);
    };
    const before = await told();
    const hosts = [`${slug}.codetether.run`];
    await post(secretsPath, aTlsSecret({ namespace, name }, { hosts }));

    const { counts } = await world.walk();

    const missing = `CertificateMissing: Secret ${namespace}/${name} does not exist: cert-manager is to bring it`;
    expect(before).toEqual([expect.stringContaining(missing)]);
    expect(counts).toMatchObject({ broken: 0, repaired: 0 });
    expect(await told()).toEqual(['Ready: Reached at 203.0.113.7; certificates until 2099-01-01']);
  });

  it('gets three pods with a larger tier', async () => {
    const updated = await world.update(tenant.id, { tier: 'enterprise' });

    expect(told(updated)).toEqual(['active', null]);
    expect(await pods()).toBe('3/3');
  });

  it('gets a new copy when a source was rotated, and the walk after that finds nothing to do', async () => {
    const source = `${sourcesPath}/codetether-db-credentials`;
    const { data } = aDatabaseSecret('second');
    await rig.request({ method: 'PATCH', path: source, body: { data } });

    const { counts } = await world.walk();
    const repaired = await world.settle(tenant.id);
    const again = await world.walk();

    const copy = await get<V1Secret>(`${secretsPath}/codetether-db-credentials`);
    expect(counts).toMatchObject({ broken: 0, repaired: 1 });
    expect(told(repaired)).toEqual(['active', null]);
    expect(copy.data).toEqual({ DATABASE_URL: data?.['DATABASE_URL'] });
    expect(again.counts).toMatchObject({ broken: 0, repaired: 0 });
  });

  it('is suspended and resumed with as many pods as it had', async () => {
    const suspended = await world.suspend(tenant.id);
    const stopped = await pods();
    const resumed = await world.resume(tenant.id);

    expect([...told(suspended), stopped]).toEqual(['suspended', null, '0/0']);
    expect([...told(resumed), await pods()]).toEqual(['active', null, '3/3']);
  });

  it('leaves its namespace when it is deleted, and a new tenant of that slug takes it up', async () => {
    const before = await get<V1Namespace>(namespacePath);

    const gone = await world.delete(tenant.id);

    const kept = await get<V1Namespace>(namespacePath);
    expect(told(gone)).toEqual(['deleted', null]);
    expect(kept.metadata?.uid).toBe(before.metadata?.uid);
    expect(kept.metadata?.labels).not.toHaveProperty('tenantry.dev/tenant');
    expect(await statusOf(`${secretsPath}/gcr-pull-secret`)).toBe(404);
    expect(await statusOf(deploymentPath)).toBe(404);

    tenant = await world.create(slug, params);

    const taken = await get<V1Namespace>(namespacePath);
    expect(told(tenant)).toEqual(['active', null]);
    expect(taken.metadata?.uid).toBe(before.metadata?.uid);
    expect(taken.metadata?.labels).toMatchObject({ 'tenantry.dev/tenant': tenant.id });
    expect(await pods()).toBe('1/1');
  });

  it('takes its namespace along when it was told to', async () => {
    const updated = await world.update(tenant.id, { params: { namespace: { keep: false } } });

    const gone = await world.delete(tenant.id);

    expect(told(updated)).toEqual(['active', null]);
    expect(told(gone)).toEqual(['deleted', null]);
    expect(await statusOf(namespacePath)).toBe(404);
  });

  it('is not made in a namespace that somebody else made', async () => {
    const labels = { 'tenantry.dev/managed': 'true' };
    await post('/api/v1/namespaces', { metadata: { name: 'tenant-taken', labels } });
    const before = await get<V1Namespace>('/api/v1/namespaces/tenant-taken');

    const refused = await world.create('taken', params);

    expect(refused).toMatchObject({ status: 'failed', error_code: 'foreign_object' });
    expect(told(await world.delete(refused.id))).toEqual(['deleted', null]);
    expect(await get('/api/v1/namespaces/tenant-taken')).toEqual(before);
    await rig.request({ method: 'DELETE', path: '/api/v1/namespaces/tenant-taken' });
  });
});

describe('the shipped role for workloads', () => {
  it('is enough for a whole life of codetether', () => {
    const events = auditEvents(rig).slice(eventsBefore);
    const refused = events.filter(({ responseStatus }) => responseStatus?.code === 403);
    const used = [...new Set(events.map(rightOf))];
    const rules = shippedObjects(namespace, files).flatMap(({ rules: own = [] }) => own);
    const granted = new Set(rules.flatMap(rightsOf));

    expect(refused).toEqual([]);
    expect(used.filter((right) => !granted.has(right))).toEqual([]);
    // Secrets are never listed; sources are read by name.
    expect(used).toContain('get /secrets');
    expect(used).not.toContain('list /secrets');
  });

  const source = `${sourcesPath}/gcr-pull-secret`;

  it.each([
    ['write onto a source', { method: 'PATCH', path: source, body: { metadata: { labels: {} } } }],
    ['delete a source', { method: 'DELETE', path: source }],
    ['list Secrets', { method: 'GET', path: sourcesPath }],
  ] as const)('does not let Tenantry %s', async (_what, request) => {
    const { status } = await rig.request({ ...request, user: 'tenantry' });

    expect(status).toBe(403);
  });
});

describe('what is rendered of codetether', () => {
  it('is taken strictly by the API server, and its pod is admitted under Pod Security restricted', async () => {
    const catalog = new Map([['codetether', blueprint]]);
    const given = parse(readFileSync('examples/codetether.yaml', 'utf8'));
    const { tier, ...values } = given;
    const rendered = 'riley-rendered';
    const params = { ...values, tenant: { ...values.tenant, orgSlug: rendered } };
    const objects = renderTenant(catalog, { product: 'codetether', tier, params });
    const [space, ...others] = objects;
    if (space === undefined) throw new Error('Nothing is rendered');
    await post('/api/v1/namespaces', space);
    const inside = (path: string) => `${path}/namespaces/tenant-${rendered}`;
    const collections: Readonly<Record<string, string>> = {
      Secret: `${inside('/api/v1')}/secrets`,
      Service: `${inside('/api/v1')}/services`,
      Deployment: `${inside('/apis/apps/v1')}/deployments`,
      Ingress: `${inside('/apis/networking.k8s.io/v1')}/ingresses`,
    };
    const dryRun = async (path: string, body: object) => {
      const address = `${path}?dryRun=All&fieldValidation=Strict`;
      const answer = await rig.request({ method: 'POST', path: address, body });
      return answer.status === 201 ? 'taken' : answer.body;
    };

    const answers = await Promise.all(
      others.map(async (body) => await dryRun(collections[body.kind ?? ''] ?? '', body)),
    );
    const workload = others.find(({ kind }) => kind === 'Deployment') as V1Deployment | undefined;
    const template = workload?.spec?.template;
    const metadata = { ...template?.metadata, name: 'one-pod' };
    const pod = await dryRun(`${inside('/api/v1')}/pods`, { ...template, metadata });

    expect(answers).toEqual(
      ['Deployment', 'Service', 'Ingress', 'Secret', 'Secret'].map(() => 'taken'),
    );
    expect(pod).toBe('taken');
  });
});
