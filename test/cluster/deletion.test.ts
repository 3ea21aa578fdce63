import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Tenant } from '../../shared/tenant/tenant.ts';
import { aWorkloadBlueprint } from '../builders/a-workload-blueprint.ts';
import { createRigWorld, type RigWorld } from '../fakes/rig-world.ts';
import { waitUntil } from '../rig/wait-until.ts';
import { type ControlPlane, connectRig } from './rig/connect-rig.ts';

const patienceMs = 60_000;
const finalizer = 'example.test/hold';

let rig: ControlPlane;
let world: RigWorld;

beforeAll(() => {
  rig = connectRig(inject('rig').dir);
  world = createRigWorld(rig.kubeconfigPath, aWorkloadBlueprint());
});

afterAll(() => world.close());

async function setFinalizers(path: string, finalizers: readonly string[]): Promise<void> {
  const body = { metadata: { finalizers } };
  const { status } = await rig.request({ method: 'PATCH', path, body });
  expect(status).toBe(200);
}

/** Waits until the tenant says this of what it waits for. */
async function untilBlockedBy(id: string, what: string): Promise<Tenant> {
  let last: Tenant | undefined;
  await waitUntil({
    what: `the tenant to name ${what}`,
    limitMs: patienceMs,
    isDone: async () => {
      last = await world.tenant(id);
      return last.conditions.some(({ message }) => message.includes(what));
    },
  });
  if (last === undefined) throw new Error('The tenant was not looked at');
  return last;
}

describe('a deletion that something holds up', () => {
  it.concurrent('names the finalizer of an object of its own, and ends once that is gone', async () => {
    const { id } = await world.create('held');
    const path = '/api/v1/namespaces/workload-held/configmaps/greeting';
    await setFinalizers(path, [finalizer]);

    const deletion = world.delete(id);
    const blocked = await untilBlockedBy(id, finalizer);
    await setFinalizers(path, []);
    const deleted = await deletion;

    expect(blocked.status).toBe('deleting');
    expect(deleted).toMatchObject({ status: 'deleted', error_message: null });
  });

  it.concurrent('names what a stranger left in the namespace, and ends once that is gone', async () => {
    const { id } = await world.create('guest');
    const folder = '/api/v1/namespaces/workload-guest/configmaps';
    const body = { metadata: { name: 'strange', finalizers: [finalizer] } };
    await rig.request({ method: 'POST', path: folder, body });

    const deletion = world.delete(id);
    const blocked = await untilBlockedBy(id, `${finalizer} in 1 resource instances`);
    await setFinalizers(`${folder}/strange`, []);
    const deleted = await deletion;

    expect(blocked.status).toBe('deleting');
    expect(deleted).toMatchObject({ status: 'deleted', error_message: null });
  });

  it.concurrent('takes an object with it whose labels somebody has stripped', async () => {
    const { id } = await world.create('bare');
    const path = '/api/v1/namespaces/workload-bare/configmaps/greeting';
    const body = { metadata: { labels: { 'tenantry.dev/tenant': null } } };
    await rig.request({ method: 'PATCH', path, body });

    const deleted = await world.delete(id);

    expect(deleted.status).toBe('deleted');
    expect((await rig.request({ method: 'GET', path })).status).toBe(404);
  });
});

describe('a rollback on a real API server', () => {
  it.concurrent('brings the former image and the former config back', async () => {
    const { id } = await world.create('back');
    await world.upgrade(id, { tag: '2.0.0', greeting: 'moin' });

    const tenant = await world.rollback(id);

    const { body } = await rig.request({
      method: 'GET',
      path: '/apis/apps/v1/namespaces/workload-back/deployments/web',
    });
    expect(tenant).toMatchObject({ status: 'active', revision: 3, good_revisions: [1, 2, 3] });
    expect(JSON.stringify(body)).toContain('example.test/web:1.0.0');
    await world.delete(id);
  });
});
