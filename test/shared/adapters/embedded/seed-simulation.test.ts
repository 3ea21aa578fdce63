import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../../../shared/adapters/embedded/open-database.ts';
import { seedSimulation } from '../../../../shared/adapters/embedded/seed-simulation.ts';
import { createSimulatedCluster } from '../../../../shared/adapters/embedded/simulated-cluster.ts';
import { createManualClock } from '../../../fakes/manual-clock.ts';

const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'frappe' } };
const settings = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { namespace: 'frappe', name: 'frappe-config' },
  data: { 'db-host': 'db.test' },
};
const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'frappe', name: 'frappe-config' };

function aSeeded() {
  const database = openDatabase(':memory:');
  const sources = { clock: createManualClock(), random: Math.random };
  seedSimulation(database, [namespace, settings], sources);
  return { database, sources, cluster: createSimulatedCluster(database, sources) };
}

describe('seedSimulation()', () => {
  it('makes what the owner of a platform would have made', async () => {
    const { cluster } = aSeeded();

    expect(await cluster.read(ref)).toMatchObject(settings);
  });

  it('leaves what is there as it is', async () => {
    const { database, sources, cluster } = aSeeded();
    const before = await cluster.read(ref);

    const other = { ...settings, data: { 'db-host': 'other.test' } };
    seedSimulation(database, [namespace, other], sources);

    expect(await cluster.read(ref)).toEqual(before);
  });

  it('makes objects onto which nobody can apply', async () => {
    const { cluster } = aSeeded();
    const seeded = await cluster.read(ref);
    const observed = seeded?.metadata ?? { uid: '', resourceVersion: '' };

    await expect(cluster.apply(settings, observed)).rejects.toMatchObject({
      code: 'unsupported_in_simulation',
    });
  });

  it('refuses an object before its namespace, and then makes nothing', async () => {
    const database = openDatabase(':memory:');
    const sources = { clock: createManualClock(), random: Math.random };
    const other = { ...settings, metadata: { namespace: 'none', name: 'lost' } };

    expect(() => seedSimulation(database, [namespace, other], sources)).toThrow('not found');

    const cluster = createSimulatedCluster(database, sources);
    expect(
      await cluster.read({ apiVersion: 'v1', kind: 'Namespace', name: 'frappe' }),
    ).toBeUndefined();
  });
});
