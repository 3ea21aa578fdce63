import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { judgeObjects, rolesOf } from '../../../scripts/chaos/judge-objects.ts';
import { plantStrangers } from '../../../scripts/chaos/plant-strangers.ts';
import { readCluster } from '../../../scripts/chaos/read-cluster.ts';
import { databaseFileName, openDatabase } from '../../../shared/adapters/embedded/open-database.ts';
import { createSimulatedCluster } from '../../../shared/adapters/embedded/simulated-cluster.ts';
import { ownerLabels } from '../../../shared/kubernetes/labels.ts';
import type { Cluster } from '../../../shared/ports/cluster.ts';
import { temporaryFolder } from '../../shared/adapters/embedded/temporary-folder.ts';

const ada = { id: '11111111-0000-4000-8000-000000000000', slug: 'ada' };
const ben = { id: '22222222-0000-4000-8000-000000000000', slug: 'ben' };
const expectedRoles = ['ConfigMap frappe/<slug>', 'Secret frappe/tenant-<id8>-credentials'];

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(async () => {
  folder = temporaryFolder();
  await change(async (cluster) => {
    await cluster.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'frappe' } });
  });
  plantStrangers(folder.path);
});
afterEach(() => folder.remove());

/** Does something to the cluster by hand. */
async function change(work: (cluster: Cluster) => Promise<unknown>): Promise<void> {
  const database = openDatabase(join(folder.path, databaseFileName));
  const sources = { clock: { now: Date.now }, random: Math.random };
  await work(createSimulatedCluster(database, sources));
  database.close();
}

function anObject(kind: string, name: string, tenantId?: string) {
  const labels = tenantId === undefined ? {} : ownerLabels(tenantId, 'frappe');
  return { apiVersion: 'v1', kind, metadata: { namespace: 'frappe', name, labels } };
}

async function settleTenants(): Promise<void> {
  await change(async (cluster) => {
    await cluster.create(anObject('Secret', 'tenant-11111111-credentials', ada.id));
    await cluster.create(anObject('ConfigMap', 'ada', ada.id));
    await cluster.create(anObject('Secret', 'tenant-22222222-credentials', ben.id));
    await cluster.create(anObject('ConfigMap', 'ben', ben.id));
  });
}

/** Tenants settle, then something is done by hand; the verdict on both. */
async function verdictAfter(damage: (cluster: Cluster) => Promise<unknown>) {
  const before = readCluster(folder.path);
  await settleTenants();
  await change(damage);
  return judgeObjects({
    before,
    after: readCluster(folder.path),
    tenants: [ada, ben],
    expectedRoles,
  });
}

/** Deletes by hand and waits until the object is gone. */
async function remove(cluster: Cluster, { kind, metadata }: ReturnType<typeof anObject>) {
  const { name, namespace } = metadata;
  const ref = { apiVersion: 'v1', kind, namespace, name };
  await cluster.delete(ref, (await cluster.read(ref))?.metadata.uid ?? '');
  for (;;) {
    const object = await cluster.read(ref);
    if (object === undefined) return;
    const { resourceVersion } = object.metadata;
    await cluster.awaitChange(ref, { resourceVersion, timeoutMs: 1_000 });
  }
}

describe('judgeObjects()', () => {
  it('finds nothing when each tenant has its objects and nobody else was touched', async () => {
    const verdict = await verdictAfter(async () => undefined);

    expect(verdict).toEqual({ missing: [], doubled: [], foreign: [] });
    expect(rolesOf(readCluster(folder.path), ben)).toEqual(expectedRoles);
  });

  it('misses what was deleted by hand', async () => {
    const verdict = await verdictAfter((cluster) => remove(cluster, anObject('ConfigMap', 'ben')));

    expect(verdict).toEqual({
      missing: ['ben has no ConfigMap frappe/<slug>'],
      doubled: [],
      foreign: [],
    });
  });

  it('sees a second object of a tenant', async () => {
    const verdict = await verdictAfter((cluster) =>
      cluster.create(anObject('Secret', 'tenant-33333333-credentials', ada.id)),
    );

    expect(verdict.doubled).toEqual([
      'ada has one Secret frappe/tenant-33333333-credentials too many',
    ]);
  });

  it("sees an object of one tenant under another's name", async () => {
    const verdict = await verdictAfter((cluster) =>
      cluster.create(anObject('ConfigMap', 'ben-2', ada.id)),
    );

    expect(verdict.doubled).toEqual(['ada has one ConfigMap frappe/ben-2 too many']);
  });

  it('sees objects that are left when none may be', async () => {
    const before = readCluster(folder.path);
    await settleTenants();

    const after = readCluster(folder.path);
    const verdict = judgeObjects({ before, after, tenants: [ada], expectedRoles: [] });

    expect(verdict.doubled).toHaveLength(2);
  });

  it("sees that a stranger's object is gone", async () => {
    const verdict = await verdictAfter((cluster) =>
      remove(cluster, anObject('ServiceAccount', 'backup')),
    );

    expect(verdict.foreign).toEqual(['ServiceAccount frappe/backup of another owner is gone']);
  });

  it("sees that a stranger's object was deleted and made again", async () => {
    const verdict = await verdictAfter(async (cluster) => {
      await remove(cluster, anObject('Secret', 'tenant-00000000-credentials'));
      await cluster.create(anObject('Secret', 'tenant-00000000-credentials'));
    });

    expect(verdict.foreign).toEqual([
      'Secret frappe/tenant-00000000-credentials of another owner was written',
    ]);
  });

  it('sees a new object that is no tenant’s', async () => {
    const verdict = await verdictAfter((cluster) =>
      cluster.create(anObject('ConfigMap', 'orphan', '44444444-0000-4000-8000-000000000000')),
    );

    expect(verdict.foreign).toEqual(['ConfigMap frappe/orphan belongs to no tenant']);
  });
});
