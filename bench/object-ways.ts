import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { KubeConfig, type KubernetesObject, KubernetesObjectApi } from '@kubernetes/client-node';
import { createKubernetesCluster } from '../shared/adapters/kubernetes/create-kubernetes-cluster.ts';
import { loadKubeConfig } from '../shared/adapters/kubernetes/load-kube-config.ts';
import type { ControlPlane } from '../test/cluster/rig/connect-rig.ts';
import { findRealParts } from '../test/cluster/rig/find-real-parts.ts';
import { tenantObjects } from './tenant-objects.ts';

/** One way to create the objects of a tenant whose namespace has the given name. */
export interface ObjectWay {
  readonly name: string;
  /** Writes files and the like, outside the measured time. */
  readonly prepare?: (namespace: string) => void;
  readonly create: (namespace: string) => Promise<unknown>;
}

/** Every way that this machine has, ours first and raw requests second. */
export function objectWays(rig: ControlPlane, folder: string): readonly ObjectWay[] {
  const ways = [ours(rig), raw(rig), clientNode(rig), kubectl(rig, folder), helm(rig, folder)];
  return ways.filter((way) => way !== undefined);
}

function ours({ kubeconfigPath }: ControlPlane): ObjectWay {
  const choice = { kind: 'kubeconfig', path: kubeconfigPath } as const;
  const cluster = createKubernetesCluster({
    kubeConfig: () => loadKubeConfig(choice),
    callTimeoutMs: 10_000,
  });
  return { name: 'tenantry', create: (namespace) => inOrder(namespace, cluster.create) };
}

/** The floor: the same POSTs over one keep-alive agent, the answers read and parsed. */
function raw({ server, token, caPath }: ControlPlane): ObjectWay {
  const agent = new https.Agent({ keepAlive: true, ca: readFileSync(caPath) });
  const paths = {
    Namespace: '/api/v1/namespaces',
    ServiceAccount: '/api/v1/namespaces/:ns/serviceaccounts',
    ConfigMap: '/api/v1/namespaces/:ns/configmaps',
    Secret: '/api/v1/namespaces/:ns/secrets',
    ResourceQuota: '/api/v1/namespaces/:ns/resourcequotas',
    Service: '/api/v1/namespaces/:ns/services',
    NetworkPolicy: '/apis/networking.k8s.io/v1/namespaces/:ns/networkpolicies',
    Deployment: '/apis/apps/v1/namespaces/:ns/deployments',
  } as Readonly<Record<string, string>>;
  return {
    name: 'raw node:https, keep-alive',
    create: (namespace) =>
      inOrder(namespace, async (object) => {
        const path = paths[object.kind ?? '']?.replace(':ns', namespace) ?? '';
        return await postRaw(new URL(path, server), { agent, token, body: JSON.stringify(object) });
      }),
  };
}

interface RawPost {
  readonly agent: https.Agent;
  readonly token: string;
  readonly body: string;
}

function postRaw(url: URL, { agent, token, body }: RawPost): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  const request = https.request(url, { method: 'POST', agent, headers }, async (response) => {
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString();
      if (response.statusCode !== 201) throw new Error(`Cannot post "${url.pathname}": ${text}`);
      resolve(JSON.parse(text));
    } catch (error) {
      reject(error);
    }
  });
  request.on('error', reject);
  request.end(body);
  return promise;
}

function clientNode({ kubeconfigPath }: ControlPlane): ObjectWay {
  const config = new KubeConfig();
  config.loadFromFile(kubeconfigPath);
  const api = KubernetesObjectApi.makeApiClient(config);
  return {
    name: "client-node's KubernetesObjectApi",
    create: (namespace) => inOrder(namespace, async (object) => await api.create(object)),
  };
}

function kubectl({ kubeconfigPath }: ControlPlane, folder: string): ObjectWay | undefined {
  const program = onPath('kubectl');
  if (program === undefined) return undefined;
  const file = (namespace: string) => join(folder, `${namespace}.json`);
  return {
    name: 'kubectl apply --server-side',
    prepare: (namespace) => {
      const list = { apiVersion: 'v1', kind: 'List', items: tenantObjects(namespace) };
      writeFileSync(file(namespace), JSON.stringify(list));
    },
    create: (namespace) =>
      run(program, [
        '--kubeconfig',
        kubeconfigPath,
        'apply',
        '--server-side',
        '-f',
        file(namespace),
      ]),
  };
}

function helm({ kubeconfigPath }: ControlPlane, folder: string): ObjectWay | undefined {
  const part = findRealParts().find(({ name }) => name === 'helm');
  const program = part?.kind === 'found' ? join(part.folder, 'helm') : onPath('helm');
  if (program === undefined) return undefined;
  const chart = join(folder, 'chart');
  writeChart(chart);
  return {
    name: 'helm upgrade --install',
    create: (namespace) =>
      run(program, [
        '--kubeconfig',
        kubeconfigPath,
        '-n',
        'default',
        'upgrade',
        '--install',
        namespace,
        chart,
      ]),
  };
}

/** A chart whose release has the name of the tenant's namespace. */
function writeChart(chart: string): void {
  mkdirSync(join(chart, 'templates'), { recursive: true });
  writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: tenant\nversion: 1.0.0\n');
  const objects = tenantObjects('RELEASE').map((object) => JSON.stringify(object));
  const template = objects.join('\n---\n').replaceAll('RELEASE', '{{ .Release.Name }}');
  writeFileSync(join(chart, 'templates', 'tenant.yaml'), template);
}

/** The namespace first, the rest together: as the engine's stages allow at best. */
async function inOrder(
  namespace: string,
  create: (object: KubernetesObject) => Promise<unknown>,
): Promise<void> {
  const [first, ...rest] = tenantObjects(namespace);
  if (first !== undefined) await create(first);
  await Promise.all(rest.map(create));
}

function onPath(program: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, program)).find((file) => existsSync(file));
}

async function run(program: string, args: readonly string[]): Promise<void> {
  await promisify(execFile)(program, args, { timeout: 60_000 });
}
