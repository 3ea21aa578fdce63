import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createApiClient } from '../fakes/api-client.ts';
import {
  newDataFolder,
  removeDataFolder,
  startTenantry,
  type TenantryProcess,
} from '../fakes/tenantry-process.ts';
import { providePlatform } from './platform.ts';
import { type ControlPlane, connectRig } from './rig/connect-rig.ts';
import { applyShipped, auditEvents, rightOf, rightsOf, shippedObjects } from './shipped-role.ts';

const namespace = 'role-frappe';
const lifeMs = 60_000;
const dataFolder = newDataFolder();

let rig: ControlPlane;
let tenantry: TenantryProcess;
/** How many requests other tests had made as this user. */
let eventsBefore: number;

const rules = shippedObjects(namespace).flatMap(({ rules: own = [] }) => own);

let removeShipped: () => Promise<void>;

beforeAll(async () => {
  rig = connectRig(inject('rig').dir);
  await providePlatform(rig, namespace);
  removeShipped = await applyShipped(rig, namespace);
  eventsBefore = auditEvents(rig).length;
  tenantry = await startTenantry(dataFolder, {
    TENANTRY_CLUSTER: 'kubeconfig',
    KUBECONFIG: inject('rig').tenantryKubeconfigPath,
    GKE_NAMESPACE: namespace,
    LOG_LEVEL: 'warn',
    WALK_PERIOD_MS: '1000',
  });
});

afterAll(async () => {
  await removeShipped();
  await rig.letPodsSucceed();
  await tenantry.stop();
  removeDataFolder(dataFolder);
});

describe('the shipped role', () => {
  it('is enough for a whole life, a failure included, and every right of it is used', async () => {
    const api = createApiClient(() => tenantry.url);
    await rig.failPods({ labels: { subdomain: 'guarded' }, message: 'no' });
    const { id } = await api.signUp('guarded');
    await api.until(id, 'failed', lifeMs);
    await rig.letPodsSucceed();
    await api.retry(id);
    await api.until(id, 'active', lifeMs);
    await api.remove(id);
    await api.untilGone(id, lifeMs);

    const events = auditEvents(rig).slice(eventsBefore);
    const refused = events.filter(({ responseStatus }) => responseStatus?.code === 403);
    const used = new Set(events.map(rightOf));
    const granted = rules.flatMap(rightsOf);

    expect(refused).toEqual([]);
    expect([...used].toSorted()).toEqual([...new Set(granted)].toSorted());
  });

  it('has no wildcard, does not list secrets, and hands on no rights', () => {
    const rights = rules.flatMap(rightsOf);

    expect(rights.filter((right) => right.includes('*'))).toEqual([]);
    expect(rights).not.toContain('list /secrets');
    expect(rights).not.toContain('watch /secrets');
    expect(rights.filter((right) => /^(bind|escalate|impersonate) /.test(right))).toEqual([]);
  });
});

describe('the shipped admission policy', () => {
  const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'intruder' } };

  it.each([
    [namespace, 201],
    ['default', 403],
    ['kube-system', 403],
  ])('answers a write into %s with %i, whatever the role allows', async (target, expected) => {
    const tooMuch = [{ apiGroups: [''], resources: ['configmaps'], verbs: ['create'] }];
    const metadata = { name: 'too-much' };
    const roles = `/apis/rbac.authorization.k8s.io/v1/namespaces/${target}`;
    await rig.request({
      method: 'POST',
      path: `${roles}/roles`,
      body: { metadata, rules: tooMuch },
    });
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'too-much' };
    const subjects = [{ kind: 'User', name: 'tenantry', apiGroup: roleRef.apiGroup }];
    const body = { metadata, roleRef, subjects };
    await rig.request({ method: 'POST', path: `${roles}/rolebindings`, body });

    const answer = await rig.request({
      method: 'POST',
      path: `/api/v1/namespaces/${target}/configmaps?dryRun=All`,
      body: configMap,
      user: 'tenantry',
    });

    expect(answer.status).toBe(expected);
    const isPolicy = JSON.stringify(answer.body).includes('tenantry.dev/managed=true');
    expect(isPolicy).toBe(expected === 403);
  });
});
