import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Operation } from '../../shared/tenant/operation.ts';
import { type ApiClient, createApiClient } from '../fakes/api-client.ts';
import {
  newDataFolder,
  removeDataFolder,
  startTenantry,
  type TenantryProcess,
} from '../fakes/tenantry-process.ts';
import { providePlatform, snapshot } from './platform.ts';
import type { ControlPlane } from './rig/connect-rig.ts';
import { connectRig } from './rig/connect-rig.ts';

const budgets = {
  LEASE_MS: '12000',
  WORK_MS: '7000',
  CALL_TIMEOUT_MS: '3000',
  LEASE_MARGIN_MS: '1000',
};
const lifeMs = 60_000;

let rig: ControlPlane;
let tenantry: TenantryProcess;
let api: ApiClient;
let before: ReadonlyMap<string, string>;
const dataFolder = newDataFolder();

async function start(): Promise<TenantryProcess> {
  const { kubeconfigPath: KUBECONFIG } = rig;
  return await startTenantry(dataFolder, {
    ...budgets,
    TENANTRY_CLUSTER: 'kubeconfig',
    KUBECONFIG,
  });
}

beforeAll(async () => {
  rig = connectRig(inject('rig').dir);
  await providePlatform(rig);
  before = await settledSnapshot();
  tenantry = await start();
  api = createApiClient(() => tenantry.url);
});

afterAll(async () => {
  await rig.letPodsSucceed();
  await tenantry.stop();
  removeDataFolder(dataFolder);
});

/** The cluster once nothing changes any more by itself. */
async function settledSnapshot(): Promise<ReadonlyMap<string, string>> {
  let last = await snapshot(rig);
  for (let looks = 0; looks < 20; looks += 1) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const next = await snapshot(rig);
    if (JSON.stringify([...next]) === JSON.stringify([...last])) return next;
    last = next;
  }
  throw new Error('The cluster does not come to rest');
}

async function objectNames(): Promise<readonly string[]> {
  const names = [...(await snapshot(rig)).keys()].filter((name) => !before.has(name));
  return names.filter((name) => !name.includes('/pods ')).toSorted();
}

function tell(title: string, { kind, state, steps, started_at }: Operation): void {
  const from = Date.parse(started_at ?? '');
  const lines = steps.map((step) => {
    const ended = step.ended_at === null ? '' : ` after ${Date.parse(step.ended_at) - from} ms`;
    return `    ${step.state.padEnd(9)} ${step.name}${ended}${step.error ? `: ${step.error.message}` : ''}`;
  });
  process.stdout.write(`\n  ${title}: ${kind} ${state}\n${lines.join('\n')}\n`);
}

async function tellLast(title: string, id: string, operationId: string): Promise<void> {
  tell(`${title} ${id.slice(0, 8)}`, await api.operation(operationId));
}

describe('a tenant on a real API server', () => {
  it('gets its Secret and its Job, becomes active, and leaves nothing behind', async () => {
    const { id, operation } = await api.signUp('acme');
    const status = await api.until(id, 'active', lifeMs);
    const id8 = id.slice(0, 8);
    const objects = await objectNames();
    await tellLast('acme', id, operation.id);
    await api.remove(id);
    const { operation: deletion } = await api.status(id);
    await api.untilGone(id, lifeMs);
    await tellLast('acme', id, deletion.id);

    expect(status.site_url).toBe('https://acme.kairos.app');
    expect(objects).toEqual([
      `api/v1/secrets frappe/tenant-${id8}-credentials`,
      `apis/batch/v1/jobs frappe/provision-${id8}-acme`,
    ]);
    expect(await settledSnapshot()).toEqual(before);
  });

  it('fails with the last words of its Job, keeps its slug, and becomes active by a retry', async () => {
    await rig.failPods({ labels: { subdomain: 'broken' }, message: 'Access denied for user root' });
    const { id, operation } = await api.signUp('broken');
    const failed = await api.until(id, 'failed', lifeMs);
    await tellLast('broken', id, operation.id);
    const taken = api.signUp('broken');
    await expect(taken).rejects.toThrow('slug_taken');
    await rig.letPodsSucceed();

    await api.retry(id);
    const { operation: second } = await api.status(id);
    const active = await api.until(id, 'active', lifeMs);
    await tellLast('broken', id, second.id);

    expect(failed).toMatchObject({ error_code: 'job_failed' });
    expect(failed.error_message).toContain('Access denied for user root');
    expect(active).toMatchObject({ error_code: null, site_url: 'https://broken.kairos.app' });
    await api.remove(id);
    await api.untilGone(id, lifeMs);
  });

  it('waits with a reason while the API server is down, and goes on when it is back', async () => {
    await rig.holdPods({ labels: { subdomain: 'steady' } });
    const { id, operation } = await api.signUp('steady');
    await api.untilWaiting(id, 'JobRunning', lifeMs);
    await rig.stopApiServer();
    await api.untilWaiting(id, 'ClusterUnavailable', lifeMs);
    const down = await api.status(id);
    await rig.startApiServer();
    await rig.letPodsSucceed();

    const active = await api.until(id, 'active', lifeMs);
    await tellLast('steady', id, operation.id);

    expect(down.status).toBe('provisioning');
    expect(active.site_url).toBe('https://steady.kairos.app');
    await api.remove(id);
    await api.untilGone(id, lifeMs);
  });

  it('survives that the program is killed while its Job runs', async () => {
    await rig.holdPods({ labels: { subdomain: 'killed' } });
    const { id, operation } = await api.signUp('killed');
    await api.untilWaiting(id, 'JobRunning', lifeMs);
    await tenantry.kill();
    await rig.letPodsSucceed();
    tenantry = await start();

    const active = await api.until(id, 'active', lifeMs);
    await tellLast('killed', id, operation.id);

    expect(active.status).toBe('active');
    await api.remove(id);
    await api.untilGone(id, lifeMs);
  });

  it('names what the platform lacks', async () => {
    const path = '/api/v1/namespaces/frappe/configmaps/frappe-config';
    const { body } = await rig.request({ method: 'GET', path });
    await rig.request({ method: 'DELETE', path });
    const { id } = await api.signUp('lacking');
    await api.untilWaiting(id, 'PrerequisiteMissing', lifeMs);

    const { conditions } = await api.status(id);

    expect(conditions).toContainEqual(
      expect.objectContaining({
        type: 'PrerequisitesMet',
        status: 'False',
        message: expect.stringContaining('ConfigMap frappe/frappe-config'),
      }),
    );
    const { metadata: _, ...rest } = body as { readonly metadata: object };
    const again = { ...rest, metadata: { name: 'frappe-config' } };
    await rig.request({ method: 'POST', path: path.replace('/frappe-config', ''), body: again });
    await api.until(id, 'active', lifeMs);
    await api.remove(id);
    await api.untilGone(id, lifeMs);
  });

  it('leaves every other object as it was', async () => {
    const after = await settledSnapshot();

    const touched = [...before].filter(([name, version]) => after.get(name) !== version);

    // The test itself made this one anew.
    expect(touched.map(([name]) => name)).toEqual(['api/v1/configmaps frappe/frappe-config']);
    expect([...after.keys()].filter((name) => !before.has(name))).toEqual([]);
  });
});
