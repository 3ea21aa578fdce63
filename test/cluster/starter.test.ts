import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import type { KubernetesObject, V1Deployment, V1Ingress, V1Pod } from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { createStarterBlueprint } from '../../shared/blueprints/starter/create-starter-blueprint.ts';
import type { Tenant } from '../../shared/tenant/tenant.ts';
import { aTlsSecret } from '../builders/a-certificate.ts';
import { createRigWorld, type RigWorld } from '../fakes/rig-world.ts';
import { waitUntil } from '../rig/wait-until.ts';
import { type ControlPlane, connectRig } from './rig/connect-rig.ts';
import { ingressAddress, noAddressAnnotation } from './rig/ingress-stage.ts';
import { applyShipped, auditEvents, rightOf, rightsOf, shippedObjects } from './shipped-role.ts';
import { untilInForce } from './until-in-force.ts';

const files = ['workloads-role', 'admission-policy'] as const;
const namespace = 'starter-rolls';
const certificate = { namespace, name: 'rolls-tls' };
const patienceMs = 60_000;
const run = promisify(execFile);

/** Migrations of this tenant alone. */
const migrations = {
  'app.kubernetes.io/component': 'migrate',
  'app.kubernetes.io/instance': 'rolls',
};

let rig: ControlPlane;
let world: RigWorld;
let id: string;
let operator: ReturnType<typeof setInterval>;
let eventsBefore: number;

let removeShipped: () => Promise<void>;

beforeAll(async () => {
  rig = connectRig(inject('rig').dir);
  removeShipped = await applyShipped(rig, namespace, files);
  await provideExternalSecrets();
  await untilInForce(rig);
  operator = setInterval(() => void syncSecrets().catch(() => undefined), 200);
  eventsBefore = auditEvents(rig).length;
  world = createRigWorld(
    inject('rig').tenantryKubeconfigPath,
    createStarterBlueprint({ baseDomain: 'starter.example' }),
  );
  const params = {
    api: { image: 'registry.example/app-api:1.0.0' },
    web: { image: 'registry.example/app-web:1.0.0' },
    externalSecrets: {
      api: { data: { DATABASE_URL: 'prod/database_url', REDIS_URL: 'prod/redis_url' } },
    },
  };
  const { error_message, ...tenant } = await world.create('rolls', params);
  expect([tenant.status, error_message]).toEqual(['active', null]);
  ({ id } = tenant);
});

afterAll(async () => {
  await removeShipped();
  clearInterval(operator);
  await rig.letPodsSucceed();
  world.close();
});

async function provideExternalSecrets(): Promise<void> {
  const body: unknown = parse(
    readFileSync('test/fixtures/kubernetes/external-secret-crd.yaml', 'utf8'),
  );
  const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
  expect([201, 409]).toContain((await rig.request({ method: 'POST', path, body })).status);
  await waitUntil({
    what: 'ExternalSecrets to be served',
    limitMs: patienceMs,
    isDone: async () =>
      (await rig.request({ method: 'GET', path: '/apis/external-secrets.io/v1/externalsecrets' }))
        .status === 200,
  });
}

/** Stands in for the External Secrets Operator: says of each ExternalSecret that it is synced. */
async function syncSecrets(): Promise<void> {
  const path = `/apis/external-secrets.io/v1/namespaces/${namespace}/externalsecrets`;
  const { items } = await get<{ items: readonly KubernetesObject[] }>(path);
  for (const { metadata } of items) {
    const body = {
      status: {
        conditions: [{ type: 'Ready', status: 'True', reason: 'SecretSynced', message: 'synced' }],
        syncedResourceVersion: `${metadata?.generation}-0`,
      },
    };
    await rig.request({ method: 'PATCH', path: `${path}/${metadata?.name}/status`, body });
  }
}

async function get<T>(path: string): Promise<T> {
  const { status, body } = await rig.request({ method: 'GET', path });
  expect(status).toBe(200);
  return body as T;
}

async function deployment(name: string): Promise<V1Deployment> {
  return await get<V1Deployment>(`/apis/apps/v1/namespaces/${namespace}/deployments/${name}`);
}

async function imageOf(name: string): Promise<string | undefined> {
  return (await deployment(name)).spec?.template.spec?.containers[0]?.image;
}

async function envOf(name: string): Promise<Readonly<Record<string, string | undefined>>> {
  const { spec } = await deployment(name);
  const env = spec?.template.spec?.containers[0]?.env ?? [];
  return Object.fromEntries(env.flatMap((each) => (each.value ? [[each.name, each.value]] : [])));
}

async function readyPods(name: string): Promise<number> {
  return (await deployment(name)).status?.readyReplicas ?? 0;
}

function conditionsOf({ conditions }: Tenant): Readonly<Record<string, string>> {
  return Object.fromEntries(conditions.map(({ type, status }) => [type, status]));
}

/** Reason and message of the tenant's condition. */
async function ingressReady(): Promise<readonly string[]> {
  const { conditions } = await world.tenant(id);
  return conditions
    .filter(({ type }) => type === 'IngressReady')
    .flatMap(({ reason, message }) => [reason, message]);
}

/** The same after a walk that found nothing to repair. */
async function walked(): Promise<readonly string[]> {
  expect((await world.walk()).counts).toMatchObject({ broken: 0, repaired: 0 });
  return await ingressReady();
}

async function patch(path: string, body: object): Promise<void> {
  expect((await rig.request({ method: 'PATCH', path, body })).status).toBe(200);
}

const api = (tag: string) => ({ api: { image: `registry.example/app-api:${tag}` } });

describe('a starter tenant on a real API server', () => {
  it('has every item of the checklist but a certificate, which nobody makes', async () => {
    expect(conditionsOf(await world.tenant(id))).toMatchObject({
      SecretsReady: 'True',
      MigrationsRan: 'True',
      IngressReady: 'False',
      Ready: 'True',
    });
    expect(await ingressReady()).toEqual([
      'CertificateMissing',
      expect.stringMatching(/^Secret starter-rolls\/rolls-tls does not exist: put one there/),
    ]);
  });

  it('has its certificate once it is there', async () => {
    const until = '2098-02-03T00:00:00Z';
    const secret = aTlsSecret(certificate, { hosts: ['rolls.starter.example'], until });
    const path = `/api/v1/namespaces/${namespace}/secrets`;
    expect((await rig.request({ method: 'POST', path, body: secret })).status).toBe(201);

    expect(await walked()).toEqual([
      'Ready',
      'Reached at 203.0.113.7; certificates until 2098-02-03',
    ]);
  });

  it('tells of a certificate that was not renewed, or is another one', async () => {
    const { data: expired } = aTlsSecret(certificate, {
      hosts: ['rolls.starter.example'],
      until: '2020-02-01T00:00:00Z',
    });
    const { data: other } = aTlsSecret(certificate, { hosts: ['starter.example'] });
    const { data: good } = aTlsSecret(certificate, { hosts: ['*.starter.example'] });

    const told: string[] = [];
    for (const data of [expired, other, good]) {
      await patch(`/api/v1/namespaces/${namespace}/secrets/rolls-tls`, { data });
      told.push((await walked())[0] ?? '');
    }

    expect(told).toEqual(['CertificateExpired', 'CertificateForOtherHost', 'Ready']);
  });

  it('tells that its address is gone, and that it is back', async () => {
    const path = `/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses/rolls-web`;
    const annotate = async (value: string | null) =>
      await patch(path, { metadata: { annotations: { [noAddressAnnotation]: value } } });
    await annotate('yes');
    await patch(`${path}/status`, { status: { loadBalancer: { ingress: null } } });

    const gone = await walked();
    await annotate(null);
    await waitUntil({
      what: 'the Ingress to have an address',
      limitMs: patienceMs,
      isDone: async () =>
        (await get<V1Ingress>(path)).status?.loadBalancer?.ingress?.[0]?.ip === ingressAddress,
    });
    const back = await walked();

    expect([gone[0], back[0]]).toEqual(['NoAddress', 'Ready']);
    expect(gone[1]).toContain('Ingress starter-rolls/rolls-web has no address');
  });

  it('gets as many pods as its autoscalers want at least', async () => {
    await waitUntil({
      what: 'two pods of each',
      limitMs: patienceMs,
      isDone: async () =>
        (await readyPods('rolls-api')) === 2 && (await readyPods('rolls-web')) === 2,
    });
  });

  it('keeps the old pods serving when the migrations of an upgrade fail', async () => {
    await rig.failPods({ labels: migrations, message: 'relation "users" exists' });

    const tenant = await world.upgrade(id, api('2.0.0'));

    expect(tenant).toMatchObject({ status: 'active', error_code: 'job_failed' });
    expect(tenant.error_message).toContain('relation "users" exists');
    expect(conditionsOf(tenant)).toMatchObject({ MigrationsRan: 'False' });
    expect(await imageOf('rolls-api')).toBe('registry.example/app-api:1.0.0');
    expect(await readyPods('rolls-api')).toBe(2);
    await rig.letPodsSucceed();
  });

  it('rolls out when they succeed', async () => {
    const tenant = await world.upgrade(id, api('2.0.0'));

    expect([tenant.status, tenant.error_message]).toEqual(['active', null]);
    expect(conditionsOf(tenant)).toMatchObject({ MigrationsRan: 'True', Ready: 'True' });
    expect(await imageOf('rolls-api')).toBe('registry.example/app-api:2.0.0');
  });

  it('goes back to the image of before without old migrations', async () => {
    await rig.failPods({ labels: migrations, message: 'must not run' });

    const tenant = await world.rollback(id);

    expect([tenant.status, tenant.error_message]).toEqual(['active', null]);
    expect(await imageOf('rolls-api')).toBe('registry.example/app-api:1.0.0');
    await rig.letPodsSucceed();
  });

  it('moves billing to the worker, and back', async () => {
    const flags = ['ENABLE_BILLING_RETRY_WORKER', 'ENABLE_BILLING_STREAM_REPLAY'];
    const on = { worker: { enabled: true, image: 'registry.example/app-api:1.0.0' } };
    await world.upgrade(id, on);
    const [served, worked] = [await envOf('rolls-api'), await envOf('rolls-worker')];
    const pods = await readyPods('rolls-worker');

    const { error_message } = await world.upgrade(id, { worker: { enabled: false } });

    expect(flags.map((flag) => [served[flag], worked[flag]])).toEqual([
      ['false', 'true'],
      ['false', 'true'],
    ]);
    expect(worked).toMatchObject({ BILLING_RETRY_DEPLOYMENT_MODE: 'dedicated' });
    expect([pods, error_message]).toEqual([1, null]);
    expect(await envOf('rolls-api')).toEqual({});
    const path = `/apis/apps/v1/namespaces/${namespace}/deployments/rolls-worker`;
    expect((await rig.request({ method: 'GET', path })).status).toBe(404);
  });

  it('keeps every pod when autoscaling ends and begins', async () => {
    await world.upgrade(id, { autoscaling: { enabled: false, api: { minReplicas: 3 } } });
    const fixed = (await deployment('rolls-api')).spec?.replicas;
    const seen: (number | undefined)[] = [];
    const look = setInterval(async () => {
      seen.push((await deployment('rolls-api')).spec?.replicas);
    }, 50);

    const { error_message } = await world.upgrade(id, {
      autoscaling: { enabled: true, api: { minReplicas: 2 } },
    });
    clearInterval(look);

    expect([fixed, error_message]).toEqual([3, null]);
    expect(seen.length).toBeGreaterThan(3);
    expect(seen.filter((replicas) => replicas === undefined || replicas < 2)).toEqual([]);
  });

  it('stops and comes back, its autoscalers included', async () => {
    const suspended = await world.suspend(id);
    const stopped = await readyPods('rolls-api');
    const resumed = await world.resume(id);

    expect([suspended.status, stopped]).toEqual(['suspended', 0]);
    expect([resumed.status, resumed.error_message]).toEqual(['active', null]);
    expect(await readyPods('rolls-api')).toBeGreaterThan(1);
  });

  it('leaves nothing behind, and the shipped role was enough', async () => {
    const { status, error_message } = await world.delete(id);

    const events = auditEvents(rig).slice(eventsBefore);
    const refused = events.filter(({ responseStatus }) => responseStatus?.code === 403);
    const rules = shippedObjects(namespace, files).flatMap(({ rules: own = [] }) => own);
    const used = new Set(events.map(rightOf));
    const ours = rules.filter(({ resources }) =>
      resources.some((name) => /^(externalsecrets|ingresses|poddisruptionbudgets)$/.test(name)),
    );
    expect([status, error_message]).toEqual(['deleted', null]);
    expect(refused).toEqual([]);
    expect(ours).toHaveLength(3);
    expect(ours.filter((rule) => !rightsOf(rule).some((right) => used.has(right)))).toEqual([]);
    const path = `/api/v1/namespaces/${namespace}`;
    expect((await rig.request({ method: 'GET', path })).status).toBe(404);
  });
});

describe('tenantry render starter', () => {
  const rendered = 'starter-rendered';
  const collections: Readonly<Record<string, string>> = {
    Deployment: `/apis/apps/v1/namespaces/${rendered}/deployments`,
    ExternalSecret: `/apis/external-secrets.io/v1/namespaces/${rendered}/externalsecrets`,
    HorizontalPodAutoscaler: `/apis/autoscaling/v2/namespaces/${rendered}/horizontalpodautoscalers`,
    Ingress: `/apis/networking.k8s.io/v1/namespaces/${rendered}/ingresses`,
    Job: `/apis/batch/v1/namespaces/${rendered}/jobs`,
    PodDisruptionBudget: `/apis/policy/v1/namespaces/${rendered}/poddisruptionbudgets`,
    Secret: `/api/v1/namespaces/${rendered}/secrets`,
    Service: `/api/v1/namespaces/${rendered}/services`,
  };

  async function render(values: object): Promise<readonly KubernetesObject[]> {
    const child = run(process.execPath, [
      ...['cli/main.ts', 'render', 'starter', '--slug', 'rendered', '-f', '-'],
    ]);
    child.child.stdin?.end(stringify(values));
    const { stdout } = await child;
    return parseAllDocuments(stdout).map((document) => document.toJS() as KubernetesObject);
  }

  const contract = parse(readFileSync('examples/starter.yaml', 'utf8')) as object;
  const image = 'registry/app-api:tag';
  const apiHosts = [{ host: 'api.example.com' }];

  it.each([
    ['the values contract as it stands', contract],
    [
      'everything at once',
      {
        ...contract,
        worker: { enabled: true, image },
        ingress: { apiHosts, apiTls: [{ secretName: 'api-tls', hosts: ['api.example.com'] }] },
        externalSecrets: {
          api: { data: { A: 'a' } },
          web: { data: { A: 'a' } },
          worker: { data: { A: 'a' } },
        },
      },
    ],
    [
      'static secrets, without autoscalers',
      {
        ...contract,
        api: { image, secrets: { A: 'a' } },
        externalSecrets: { enabled: false },
        autoscaling: { enabled: false },
      },
    ],
  ])(
    'prints for %s what the API server accepts under Pod Security restricted',
    async (_what, values) => {
      const [space, ...objects] = await render(values);
      await rig.request({ method: 'POST', path: '/api/v1/namespaces', body: space });

      const answers = await Promise.all(
        objects.map(async (body) => {
          const path = `${collections[body.kind ?? '']}?dryRun=All&fieldValidation=Strict`;
          const answer = await rig.request({ method: 'POST', path, body });
          return [body.kind, answer.status, answer.status === 201 ? '' : answer.body];
        }),
      );
      const pods = objects.flatMap((object) => (object as V1Deployment).spec?.template ?? []);
      const admitted = await Promise.all(
        pods.map(async ({ metadata, spec }, index) => {
          const pod: V1Pod = {
            metadata: { ...metadata, name: `pod-${index}` },
            ...(spec && { spec }),
          };
          const path = `/api/v1/namespaces/${rendered}/pods?dryRun=All`;
          const answer = await rig.request({ method: 'POST', path, body: pod });
          return answer.status === 201 ? 'admitted' : answer.body;
        }),
      );

      expect(answers.filter(([, status]) => status !== 201)).toEqual([]);
      expect(answers.length).toBeGreaterThan(6);
      expect(admitted).toEqual(pods.map(() => 'admitted'));
      expect(pods.length).toBeGreaterThan(2);
    },
  );
});
