import type { V1Pod } from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createKubernetesCluster } from '../../shared/adapters/kubernetes/create-kubernetes-cluster.ts';
import { loadKubeConfig } from '../../shared/adapters/kubernetes/load-kube-config.ts';
import { type ControlPlane, connectRig } from './rig/connect-rig.ts';
import { applyShipped, rightsOf, shippedObjects } from './shipped-role.ts';

const namespace = 'inspect-frappe';
const files = ['inspect'];
const user = 'tenantry-inspect';

let rig: ControlPlane;

let removeShipped: () => Promise<void>;

afterAll(async () => {
  await removeShipped();
});

beforeAll(async () => {
  rig = connectRig(inject('rig').dir);
  const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
  await rig.request({ method: 'POST', path: '/api/v1/namespaces', body });
  removeShipped = await applyShipped(rig, namespace, files);
  await grantTooMuch();
});

/** What nobody should give it: then only the policy stands between it and the cluster. */
async function grantTooMuch(): Promise<void> {
  const path = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`;
  const rules = [
    { apiGroups: [''], resources: ['configmaps'], verbs: ['create', 'patch', 'delete'] },
  ];
  const metadata = { name: 'too-much' };
  await rig.request({ method: 'POST', path: `${path}/roles`, body: { metadata, rules } });
  const apiGroup = 'rbac.authorization.k8s.io';
  const roleRef = { apiGroup, kind: 'Role', name: 'too-much' };
  const subjects = [{ kind: 'User', name: user, apiGroup }];
  const body = { metadata, roleRef, subjects };
  await rig.request({ method: 'POST', path: `${path}/rolebindings`, body });
}

describe('the shipped role of inspect', () => {
  it('has no wildcard, no write and nothing of Secrets', () => {
    const rights = shippedObjects(namespace, files)
      .flatMap(({ rules = [] }) => rules)
      .flatMap(rightsOf);

    expect(rights).toContain('get /pods/log');
    expect(rights.filter((right) => !/^(get|list) [a-z.]*\/[a-z/]+$/.test(right))).toEqual([]);
    expect(rights.filter((right) => right.includes('secrets'))).toEqual([]);
  });

  it.each([
    ['/apis/batch/v1/namespaces/inspect-frappe/jobs/none', 404],
    ['/api/v1/namespaces/inspect-frappe/pods', 200],
    ['/api/v1/namespaces/inspect-frappe/pods/none/log', 404],
    ['/api/v1/namespaces/kube-system', 200],
    ['/api/v1/namespaces/inspect-frappe/secrets/none', 403],
    ['/api/v1/namespaces/default/pods', 403],
  ])('asks for %s and is answered %i', async (path, status) => {
    expect((await rig.request({ method: 'GET', path, as: user })).status).toBe(status);
  });
});

describe('the shipped policy of inspect', () => {
  const configMaps = `/api/v1/namespaces/${namespace}/configmaps`;
  const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'rehearsed' } };

  it('lets a dry run through and no write, whatever a role allows', async () => {
    const write = (path: string) =>
      rig.request({ method: 'POST', path, body: configMap, as: user });
    await untilPolicyHolds(() => write(configMaps));

    const rehearsed = await write(`${configMaps}?dryRun=All`);
    const written = await write(configMaps);

    expect([rehearsed.status, written.status]).toEqual([201, 403]);
    expect(JSON.stringify(written.body)).toContain('only dry runs pass');
    await rig.request({ method: 'POST', path: configMaps, body: configMap });
    const deleted = await rig.request({
      method: 'DELETE',
      path: `${configMaps}/rehearsed`,
      as: user,
    });
    expect(deleted.status).toBe(403);
  });

  /** A policy takes effect a moment after it was made. */
  async function untilPolicyHolds(
    write: () => Promise<{ readonly status: number }>,
  ): Promise<void> {
    for (let tries = 0; tries < 50; tries += 1) {
      if ((await write()).status === 403) return;
      await rig.request({ method: 'DELETE', path: `${configMaps}/rehearsed` });
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error('The policy does not hold');
  }
});

describe('readLogs()', () => {
  it('reads what a container of a real pod wrote', async () => {
    const choice = { kind: 'kubeconfig', path: inject('rig').kubeconfigPath } as const;
    const cluster = createKubernetesCluster({
      kubeConfig: () => loadKubeConfig(choice),
      callTimeoutMs: 10_000,
    });
    rig.setPodLogs(['first', 'second', 'third']);
    const metadata = { name: 'writer', namespace };
    const containers = [{ name: 'main', image: 'example.test/image:1' }];
    await cluster.create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata,
      spec: { containers },
    } as V1Pod);
    const ref = { apiVersion: 'v1', kind: 'Pod', ...metadata };
    const phase = async () => ((await cluster.read(ref))?.['status'] as V1Pod['status'])?.phase;
    for (let tries = 0; tries < 50 && (await phase()) !== 'Running'; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }

    const request = { namespace, pod: 'writer', container: 'main', linesMax: 2, bytesMax: 65_536 };

    expect(await cluster.readLogs(request)).toBe('second\nthird\n');
  });
});
