import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { createKubernetesCluster } from '../../shared/adapters/kubernetes/create-kubernetes-cluster.ts';
import type { Cluster } from '../../shared/ports/cluster.ts';
import type { ArrivedCall } from '../faults/call-gate.ts';
import { type ClusterFault, lateMs } from '../faults/fault.ts';
import { kubeConfigAt } from '../faults/rig/kube-config-at.ts';
import {
  type KubernetesFaultProxy,
  startKubernetesFaultProxy,
} from '../faults/rig/kubernetes-fault-proxy.ts';
import { connectRig } from './rig/connect-rig.ts';

const rig = connectRig(inject('rig').dir);
const namespace = 'fault-proxy';
const callTimeoutMs = 1_000;

let proxy: KubernetesFaultProxy;
let cluster: Cluster;
/** The fault of each call to come; then none. */
let faults: (ClusterFault | undefined)[];
let arrived: ArrivedCall[];
let created: ArrivedCall[];
let deaths: number;

beforeAll(async () => {
  const body = { metadata: { name: namespace } };
  await rig.request({ method: 'POST', path: '/api/v1/namespaces', body });
});

afterAll(async () => {
  await rig.request({ method: 'DELETE', path: `/api/v1/namespaces/${namespace}` });
});

beforeEach(async () => {
  [faults, arrived, created, deaths] = [[], [], [], 0];
  proxy = await startKubernetesFaultProxy({
    rigDir: rig.dir,
    server: rig.server,
    gate: {
      admit: (call) => {
        arrived.push(call);
        return faults.shift();
      },
      noteCreated: (call) => created.push(call),
    },
    kill: () => {
      deaths += 1;
      proxy.cut();
    },
  });
  const kubeConfig = () => kubeConfigAt(rig, proxy.url);
  cluster = createKubernetesCluster({ kubeConfig, callTimeoutMs });
});

afterEach(() => proxy.cut());

function configMap(name: string) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data: { a: '1' } };
}

async function exists(name: string): Promise<boolean> {
  const path = `/api/v1/namespaces/${namespace}/configmaps/${name}`;
  return (await rig.request({ method: 'GET', path })).status === 200;
}

describe('startKubernetesFaultProxy()', () => {
  it('passes calls on, and says what they are', async () => {
    await cluster.create(configMap('plain'));

    const path = `/api/v1/namespaces/${namespace}/configmaps/plain`;
    expect(arrived).toEqual([
      {
        service: 'cluster',
        title: `POST ${path}`,
        isWrite: true,
        target: path,
        isRead: false,
      },
    ]);
    expect(created).toEqual(arrived);
  });

  it.each<[ClusterFault, string, boolean]>([
    ['conflict', 'stale_observation', false],
    ['throttled', 'cluster_throttled', false],
    ['server-error', 'cluster_unavailable', false],
    ['unavailable', 'cluster_unavailable', false],
    ['hang', 'cluster_timeout', false],
    ['reset', 'cluster_unavailable', false],
    ['answer-lost', 'cluster_unavailable', true],
    ['truncated', 'cluster_unavailable', true],
    ['killed-before', 'cluster_unavailable', false],
    ['killed-after', 'cluster_unavailable', true],
  ])(
    'makes a create with the fault %s fail as %s; taken effect: %s',
    async (fault, code, isDone) => {
      faults = [fault];

      await expect(cluster.create(configMap(fault))).rejects.toMatchObject({ code });

      expect(await exists(fault)).toBe(isDone);
      expect(created).toHaveLength(isDone ? 1 : 0);
      expect(deaths).toBe(fault.startsWith('killed') ? 1 : 0);
    },
  );

  it('has a call take effect after its caller has given up', async () => {
    faults = ['arrived-late'];

    await expect(cluster.create(configMap('late'))).rejects.toMatchObject({
      code: 'cluster_timeout',
    });

    expect(await exists('late')).toBe(false);
    await expect.poll(() => exists('late'), { timeout: 2 * lateMs }).toBe(true);
  });

  it('answers 401 once, so that the credentials are loaded again', async () => {
    faults = ['unauthorized'];

    await cluster.create(configMap('unauthorized'));

    expect(arrived).toHaveLength(2);
  });

  it('replays what an earlier read of the same object was answered', async () => {
    const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace, name: 'stale' };
    await cluster.read(ref);
    await cluster.create(configMap('stale'));
    faults = ['stale-read'];

    await expect(cluster.read(ref)).resolves.toBeUndefined();
    await expect(cluster.read(ref)).resolves.toBeDefined();
  });

  it('lets a watch through as it comes', async () => {
    const { metadata } = await cluster.create(configMap('watched'));
    const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace, name: 'watched' };
    const startedAt = performance.now();
    const change = { resourceVersion: metadata.resourceVersion, timeoutMs: 20_000 };
    const changed = cluster.awaitChange(ref, change);
    await cluster.delete(ref, metadata.uid);

    await changed;

    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(arrived.some(({ title }) => title.startsWith('WATCH '))).toBe(true);
  });
});
