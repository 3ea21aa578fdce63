import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { createApiClient } from '../fakes/api-client.ts';
import {
  newDataFolder,
  removeDataFolder,
  startTenantry,
  type TenantryProcess,
} from '../fakes/tenantry-process.ts';
import { providePlatform } from './platform.ts';
import { type ControlPlane, connectRig } from './rig/connect-rig.ts';

const namespace = 'role-frappe';
const lifeMs = 60_000;
const dataFolder = newDataFolder();

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

interface Shipped {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules?: readonly Rule[];
}

interface AuditEvent {
  readonly verb: string;
  readonly requestURI: string;
  readonly objectRef?: { readonly apiGroup?: string; readonly resource?: string };
  readonly responseStatus?: { readonly code?: number };
}

const collections: Readonly<Record<string, string>> = {
  ClusterRole: 'clusterroles',
  ClusterRoleBinding: 'clusterrolebindings',
  Role: `namespaces/${namespace}/roles`,
  RoleBinding: `namespaces/${namespace}/rolebindings`,
  ValidatingAdmissionPolicy: 'validatingadmissionpolicies',
  ValidatingAdmissionPolicyBinding: 'validatingadmissionpolicybindings',
};

let rig: ControlPlane;
let tenantry: TenantryProcess;

/** The shipped objects, for another namespace than the one they name. */
function shipped(file: string): readonly Shipped[] {
  const text = readFileSync(file, 'utf8').replaceAll(/\bfrappe\b/g, namespace);
  return parseAllDocuments(text).map((document) => document.toJS() as Shipped);
}

const role = shipped('infra/kubernetes/role.yaml');
const policy = shipped('infra/kubernetes/admission-policy.yaml');

async function apply(object: Shipped): Promise<void> {
  const path = `/apis/${object.apiVersion}/${collections[object.kind]}`;
  const { status, body } = await rig.request({ method: 'POST', path, body: object });
  if (status !== 201) throw new Error(`POST ${path}: ${status} ${JSON.stringify(body)}`);
}

function auditEvents(): readonly AuditEvent[] {
  const lines = readFileSync(rig.auditLogPath, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as AuditEvent);
}

beforeAll(async () => {
  rig = connectRig(inject('rig').dir);
  await providePlatform(rig, namespace);
  for (const object of [...role, ...policy]) await apply(object);
  tenantry = await startTenantry(dataFolder, {
    TENANTRY_CLUSTER: 'kubeconfig',
    KUBECONFIG: inject('rig').tenantryKubeconfigPath,
    GKE_NAMESPACE: namespace,
    LOG_LEVEL: 'warn',
  });
});

afterAll(async () => {
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

    const events = auditEvents();
    const refused = events.filter(({ responseStatus }) => responseStatus?.code === 403);
    const used = new Set(
      events.map(
        ({ verb, objectRef }) => `${verb} ${objectRef?.apiGroup ?? ''}/${objectRef?.resource}`,
      ),
    );
    const granted = role.flatMap(({ rules = [] }) => rules).flatMap(rightsOf);

    expect(refused).toEqual([]);
    expect([...used].toSorted()).toEqual([...new Set(granted)].toSorted());
  });

  it('has no wildcard, does not list secrets, and hands on no rights', () => {
    const rules = role.flatMap(({ rules: all = [] }) => all);
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
    const rules = [{ apiGroups: [''], resources: ['configmaps'], verbs: ['create'] }];
    const metadata = { name: 'too-much' };
    const roles = `/apis/rbac.authorization.k8s.io/v1/namespaces/${target}`;
    await rig.request({ method: 'POST', path: `${roles}/roles`, body: { metadata, rules } });
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

function rightsOf({ apiGroups, resources, verbs }: Rule): readonly string[] {
  return apiGroups.flatMap((group) =>
    resources.flatMap((resource) => verbs.map((verb) => `${verb} ${group}/${resource}`)),
  );
}
