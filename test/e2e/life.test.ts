import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { TenantView } from '../../shared/use-cases/tenant-view.ts';
import { providePlatform } from '../cluster/platform.ts';
import { type ControlPlane, connectRig } from '../cluster/rig/connect-rig.ts';
import { applyShipped, auditEvents } from '../cluster/shipped-role.ts';
import { type ApiClient, createApiClient } from '../fakes/api-client.ts';
import { type Deployment, startDeployment } from './deployment.ts';

const namespace = 'e2e-frappe';
const lifeMs = 90_000;
const sweepMs = 2_000;

let rig: ControlPlane;
let deployment: Deployment;
let api: ApiClient;
let scheduler: NodeJS.Timeout;
let folder: string;

beforeAll(async () => {
  rig = connectRig(inject('rig').dir);
  await providePlatform(rig, namespace);
  await applyShipped(rig, namespace);
  await applyShipped(rig, namespace, ['inspect']);
  folder = mkdtempSync(join(tmpdir(), 'tenantry-e2e-'));
  const { tenantryKubeconfigPath: kubeconfigPath } = inject('rig');
  const inspectKubeconfigPath = join(folder, 'inspect.yaml');
  writeFileSync(inspectKubeconfigPath, actingAs('tenantry-inspect', rig.kubeconfigPath));
  deployment = await startDeployment({
    ...{ emulators: inject('emulators'), namespace },
    ...{ kubeconfigPath, inspectKubeconfigPath },
  });
  api = createApiClient(() => deployment.url, deployment.apiKey);
  // Cloud Scheduler, at another pace. Two sweeps at once are part of the test.
  scheduler = setInterval(() => {
    void deployment.sweep().catch(() => 0);
    void deployment.sweep().catch(() => 0);
  }, sweepMs);
});

afterAll(async () => {
  clearInterval(scheduler);
  await rig.letPodsSucceed();
  await deployment.close();
  rmSync(folder, { recursive: true });
});

/** The kubeconfig of an administrator who acts as this user, as far as its own rights go. */
function actingAs(user: string, kubeconfigPath: string): string {
  const config = parse(readFileSync(kubeconfigPath, 'utf8'));
  for (const each of config.users) each.user.as = user;
  return stringify(config);
}

async function ownObjects(): Promise<readonly string[]> {
  const lists = await Promise.all(
    ['api/v1', 'apis/batch/v1'].map(async (group) => {
      const kind = group === 'api/v1' ? 'secrets' : 'jobs';
      const path = `/${group}/namespaces/${namespace}/${kind}?labelSelector=tenantry.dev%2Ftenant`;
      const { body } = await rig.request({ method: 'GET', path });
      const { items } = body as { readonly items: readonly { metadata: { name: string } }[] };
      return items.map(({ metadata }) => `${kind}/${metadata.name}`);
    }),
  );
  return lists.flat().toSorted();
}

async function tell(title: string, id: string, operationId: string): Promise<void> {
  const { kind, state, steps } = await api.operation(operationId);
  const lines = steps.map((step) => {
    const error = step.error === null ? '' : `: ${step.error.message}`;
    return `    ${step.state.padEnd(9)} ${step.name} (${step.attempts} attempts)${error}`;
  });
  process.stdout.write(`\n  ${title} ${id.slice(0, 8)}: ${kind} ${state}\n${lines.join('\n')}\n`);
}

async function removed(id: string): Promise<void> {
  await api.remove(id);
  await api.untilGone(id, lifeMs);
}

describe('a tenant over eleven processes, Firestore, Pub/Sub and a real API server', () => {
  it('is created, listed, polled and deleted, and leaves nothing behind', async () => {
    const { id, operation } = await api.signUp('acme');
    const active = await api.until(id, 'active', lifeMs);
    const objects = await ownObjects();
    await tell('acme', id, operation.id);
    await api.remove(id);
    const { operation: deletion } = await api.status(id);
    await api.untilGone(id, lifeMs);
    await tell('acme', id, deletion.id);

    expect(deployment.functions).toHaveLength(11);
    expect(active.site_url).toBe('https://acme.kairos.app');
    expect(objects).toEqual([
      `jobs/provision-${id.slice(0, 8)}-acme`,
      `secrets/tenant-${id.slice(0, 8)}-credentials`,
    ]);
    expect(await ownObjects()).toEqual([]);
  });

  it('answers a long poll as soon as there is news', async () => {
    const { id } = await api.signUp('polled');

    const response = await fetch(`${deployment.url}/tenants/${id}/status?wait=30`, {
      headers: { 'x-api-key': deployment.apiKey },
    });

    expect(await response.json()).toMatchObject({ status: 'active' });
    await removed(id);
  });

  it('fails with the last words of its Job and becomes active by a retry', async () => {
    await rig.failPods({ labels: { subdomain: 'broken' }, message: 'Access denied for user root' });
    const { id } = await api.signUp('broken');
    const failed = await api.until(id, 'failed', lifeMs);
    await rig.letPodsSucceed();

    await api.retry(id);
    const { operation } = await api.status(id);
    const active = await api.until(id, 'active', lifeMs);
    await tell('broken', id, operation.id);

    expect(failed.error_message).toContain('Access denied for user root');
    expect(active.error_code).toBeNull();
    await removed(id);
  });

  it('is finished by the sweep when its message is lost', async () => {
    deployment.deliver(false);
    const { id, operation } = await api.signUp('lost');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const lost = await api.status(id);
    deployment.deliver(true);

    await api.until(id, 'active', lifeMs);
    await tell('lost', id, operation.id);

    expect(lost.status).toBe('queued');
    await removed(id);
  });

  it('is finished by another function when one is killed in the middle of a step', async () => {
    await rig.holdPods({ labels: { subdomain: 'killed' } });
    const { id, operation } = await api.signUp('killed');
    await api.untilWaiting(id, 'JobRunning', lifeMs);
    await deployment.replaceProvision();
    await rig.letPodsSucceed();

    await api.until(id, 'active', lifeMs);
    await tell('killed', id, operation.id);

    expect((await deployment.store.get('tenants', id))?.epoch).toBeGreaterThan(1);
    await removed(id);
  });

  it('is suspended, resumed, upgraded and walked over', async () => {
    const { id } = await api.signUp('busy');
    await api.until(id, 'active', lifeMs);
    for (const [action, body, status] of [
      ['suspend', { reason: 'unpaid' }, 'suspended'],
      ['resume', {}, 'active'],
      ['upgrade', {}, 'active'],
    ] as const) {
      const { operation } = await api.send<TenantView>(`POST /tenants/${id}/${action}`, body);
      await api.until(id, status, lifeMs);
      await tell('busy', id, operation.id);
      expect((await api.operation(operation.id)).state).toBe('succeeded');
    }

    const walk = await deployment.walk();

    expect(walk).toMatchObject({ state: 'open', counts: { broken: 0, orphans: 0, repaired: 0 } });
    expect(await api.status(id)).toMatchObject({ status: 'active', error_code: null });
    await removed(id);
  });

  it('is planned and looked into by the function that may only look', async () => {
    const { id } = await api.signUp('seen');
    await api.until(id, 'active', lifeMs);

    const plan = await api.send<{ plan_id: string }>(`POST /tenants/${id}/plan?mode=live`, {
      action: 'suspend',
      reason: 'planned',
    });
    const objects = await api.send(`GET /tenants/${id}/objects`);
    const { operation } = await api.send<TenantView>(`POST /tenants/${id}/suspend`, {
      reason: 'planned',
      plan_id: plan.plan_id,
    });
    await api.until(id, 'suspended', lifeMs);

    expect(JSON.stringify(objects)).toContain(`tenant-${id.slice(0, 8)}-credentials`);
    expect(operation.kind).toBe('suspend');
    await removed(id);
  });

  it('is refused without a key', async () => {
    const response = await fetch(`${deployment.url}/tenants`);

    expect(response.status).toBe(401);
  });

  it('asked nothing that the shipped role does not allow', () => {
    const refused = auditEvents(rig).filter(({ responseStatus }) => responseStatus?.code === 403);

    expect(refused).toEqual([]);
  });

  it('ends every function with 0 on SIGTERM', async () => {
    clearInterval(scheduler);
    const alive = deployment.functions.filter(
      ({ name }, index) => name !== 'provision' || index > 8,
    );

    const codes = await Promise.all(alive.map((each) => each.stop()));

    expect(codes).toEqual(alive.map(() => 0));
  });
});
