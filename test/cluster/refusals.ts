import { expect, vi } from 'vitest';
import {
  type Call,
  type Connection,
  createConnection,
} from '../../shared/adapters/kubernetes/connection.ts';
import { loadKubeConfig } from '../../shared/adapters/kubernetes/load-kube-config.ts';

export const core = '/api/v1';
export const namespace = 'errors';
/** A namespace that is ending and cannot end. */
export const ending = 'errors-ending';
/** A namespace with limits and quotas. */
export const limited = 'errors-limited';
export const configMaps = `${core}/namespaces/${namespace}/configmaps`;
export const query = { fieldManager: 'tenantry', fieldValidation: 'Strict' };

const admission = '/apis/admissionregistration.k8s.io/v1';
const applied = 'application/apply-patch+yaml';

/** Makes everything that has to be there for calls to be refused. */
export async function prepareRefusals(admin: Connection): Promise<void> {
  const restricted = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  await made(admin, `${core}/namespaces`, aNamespace(namespace, restricted));
  await made(admin, `${core}/namespaces`, aNamespace(ending));
  await made(admin, `${core}/namespaces`, aNamespace(limited));
  const other = { query: { fieldManager: 'somebody' } };
  await send(admin, { ...post(configMaps, aConfigMap('taken', { data: { a: '1' } })), ...other });
  await made(admin, `/apis/batch/v1/namespaces/${namespace}/jobs`, aJob('an/image:1'));
  await makeEnding(admin);
  await makeLimits(admin);
  await makeAdmission(admin);
}

/** A namespace that cannot end, because something in it has a finalizer. */
async function makeEnding(admin: Connection): Promise<void> {
  const metadata = { name: 'held', finalizers: ['example.test/held'] };
  await made(admin, `${core}/namespaces/${ending}/configmaps`, { ...aConfigMap('held'), metadata });
  await send(admin, { method: 'DELETE', path: `${core}/namespaces/${ending}` });
}

async function makeLimits(admin: Connection): Promise<void> {
  const pods = `${core}/namespaces/${limited}/pods`;
  await accepted(
    admin,
    post(pods, { ...aPod(), metadata: { name: 'guarded', labels: { app: 'guarded' } } }),
  );
  await made(admin, `/apis/policy/v1/namespaces/${limited}/poddisruptionbudgets`, {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'all' },
    spec: { minAvailable: 1, selector: { matchLabels: { app: 'guarded' } } },
  });
  const limits = [{ type: 'Container', max: { cpu: '1' } }];
  await made(admin, `${core}/namespaces/${limited}/limitranges`, {
    ...{ apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'max' }, spec: { limits } },
  });
  const hard = { 'count/configmaps': '0', 'limits.memory': '4Gi' };
  const quotas = `${core}/namespaces/${limited}/resourcequotas`;
  await made(admin, quotas, {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'few' },
    spec: { hard },
  });
  // Admission counts only after the controller has counted first.
  await vi.waitFor(async () => {
    const { text } = await admin.send({ method: 'GET', path: `${quotas}/few` });
    expect(text).toContain('"used"');
  }, patience);
}

async function makeAdmission(admin: Connection): Promise<void> {
  const rule = {
    apiGroups: [''],
    apiVersions: ['v1'],
    operations: ['CREATE'],
    resources: ['configmaps'],
  };
  await made(admin, `${admission}/validatingwebhookconfigurations`, {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'unreachable' },
    webhooks: [
      {
        name: 'unreachable.example.test',
        // Port 1 of the loopback: the connection is refused at once.
        clientConfig: { url: 'https://127.0.0.1:1/' },
        rules: [rule],
        objectSelector: { matchLabels: { hooked: 'yes' } },
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
      },
    ],
  });
  for (const [policy, reason] of [
    ['deny', 'Invalid'],
    ['forbid', 'Forbidden'],
  ] as const) {
    await made(admin, `${admission}/validatingadmissionpolicies`, {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: policy },
      spec: {
        matchConstraints: { resourceRules: [rule], objectSelector: { matchLabels: { policy } } },
        validations: [{ expression: 'false', message: 'the platform says no', reason }],
      },
    });
    await made(admin, `${admission}/validatingadmissionpolicybindings`, {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: policy },
      spec: { policyName: policy, validationActions: ['Deny'] },
    });
  }
  // Admission learns of its configuration a moment later.
  for (const labels of [{ hooked: 'yes' }, { policy: 'deny' }, { policy: 'forbid' }]) {
    const call = post(configMaps, aConfigMap('probe', {}, { labels }));
    await vi.waitFor(async () => {
      const { status } = await admin.send({ ...call, query: { dryRun: 'All' } });
      expect(status).not.toBe(201);
    }, patience);
  }
}

/** Takes back what would meet other tests: what refuses in every namespace, and what cannot end. */
export async function cleanUpRefusals(admin: Connection): Promise<void> {
  const configurations = [
    'validatingwebhookconfigurations/unreachable',
    ...['deny', 'forbid'].flatMap((policy) => [
      `validatingadmissionpolicybindings/${policy}`,
      `validatingadmissionpolicies/${policy}`,
    ]),
  ];
  for (const path of configurations) {
    await send(admin, { method: 'DELETE', path: `${admission}/${path}` });
  }
  const held = `${core}/namespaces/${ending}/configmaps/held`;
  const contentType = 'application/merge-patch+json';
  const freed = { metadata: { finalizers: null } };
  await send(admin, { ...patch(held, freed), query: {}, contentType });
}

const patience = { timeout: 30_000, interval: 200 };

async function made(admin: Connection, path: string, object: object): Promise<void> {
  await send(admin, post(path, object));
}

async function send(admin: Connection, call: Call): Promise<void> {
  const answer = await admin.send(call);
  expect([200, 201, 202], answer.text).toContain(answer.status);
}

/** A pod is refused until its namespace has its service account. */
async function accepted(admin: Connection, call: Call): Promise<void> {
  await vi.waitFor(async () => expect((await admin.send(call)).status).toBe(201), patience);
}

/** A connection with the credentials of a kubeconfig, or with another token. */
export function connectionWith(path: string, token?: string): Connection {
  const kubeConfig = () => {
    const config = loadKubeConfig({ kind: 'kubeconfig', path });
    const [user] = config.users;
    if (token !== undefined && user !== undefined) config.users = [{ name: user.name, token }];
    return config;
  };
  return createConnection({ kubeConfig, callTimeoutMs: 20_000 });
}

export function post(path: string, object: object): Call {
  return { method: 'POST', path, query, body: JSON.stringify(object) };
}

export function patch(path: string, object: object): Call {
  return { method: 'PATCH', path, query, body: JSON.stringify(object), contentType: applied };
}

export function aNamespace(name: string, labels: Readonly<Record<string, string>> = {}): object {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

export function aConfigMap(name: string, fields: object = {}, metadata: object = {}): object {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace, name, ...metadata },
    ...fields,
  };
}

export function aPod(resources: object = {}): object {
  const containers = [{ name: 'main', image: 'an/image:1', resources }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'pod' }, spec: { containers } };
}

export function aJob(image: string): object {
  const template = { spec: { containers: [{ name: 'main', image }], restartPolicy: 'Never' } };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { namespace, name: 'runs' },
    spec: { template },
  };
}
