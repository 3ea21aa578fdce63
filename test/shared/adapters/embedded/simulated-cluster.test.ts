import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../../../shared/adapters/embedded/open-database.ts';
import { createSimulatedCluster } from '../../../../shared/adapters/embedded/simulated-cluster.ts';
import { simulationPlanName } from '../../../../shared/adapters/embedded/simulated-progress.ts';
import { describeSecretFiles } from '../../../contracts/cluster/secret-files.ts';
import { clusterContract } from '../../../contracts/cluster.contract.ts';
import { createManualClock } from '../../../fakes/manual-clock.ts';

// Ten times as fast as the real one, so that simulated Jobs end soon.
const startedMs = Date.now();
const now = () => startedMs + (Date.now() - startedMs) * 10;
const sources = { clock: { now }, random: Math.random };

clusterContract('createSimulatedCluster()', async () => {
  const database = openDatabase(':memory:');
  const cluster = createSimulatedCluster(database, sources);
  return {
    cluster,
    failJob: async ({ namespace, name }, message) => {
      const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace, name: simulationPlanName };
      const { apiVersion, kind, ...metadata } = ref;
      const plan = await cluster.read(ref);
      const data = { ...(plan?.['data'] as object | undefined), [name]: message };
      const wanted = { apiVersion, kind, metadata, data };
      await (plan === undefined ? cluster.create(wanted) : cluster.apply(wanted, plan.metadata));
    },
    close: async () => database.close(),
  };
});

describe('createSimulatedCluster()', () => {
  const cluster = createSimulatedCluster(openDatabase(':memory:'), sources);
  describeSecretFiles(() => ({ cluster, failJob: async () => undefined }));
});

const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' } };
const job = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { namespace: 'a', name: 'provision-1234-acme' },
  spec: { template: { spec: { containers: [{ name: 'main', image: 'an/image:1' }] } } },
};
const jobRef = { apiVersion: 'batch/v1', kind: 'Job', namespace: 'a', name: 'provision-1234-acme' };

async function aWorld() {
  const database = openDatabase(':memory:');
  const clock = createManualClock();
  const cluster = createSimulatedCluster(database, { clock, random: Math.random });
  await cluster.create(namespace);
  return { database, clock, cluster };
}

describe('a simulated Job', () => {
  it('runs for two seconds of the clock', async () => {
    const { clock, cluster } = await aWorld();
    await cluster.create(job);

    clock.advance(1_999);
    const before = await cluster.read(jobRef);
    clock.advance(1);
    const after = await cluster.read(jobRef);

    expect(before?.['status']).toMatchObject({ active: 1 });
    expect(after?.['status']).toMatchObject({
      startTime: '2026-01-01T00:00:00Z',
      completionTime: '2026-01-01T00:00:02Z',
    });
  });

  it('ends at its own time although the program did not run then', async () => {
    const { database, clock, cluster } = await aWorld();
    await cluster.create(job);
    clock.advance(3_600_000);

    const restarted = createSimulatedCluster(database, { clock, random: Math.random });

    expect((await restarted.read(jobRef))?.['status']).toMatchObject({
      completionTime: '2026-01-01T00:00:02Z',
    });
  });

  it.each([
    ['its name', 'provision-1234-acme', true],
    ['a part of its name', 'acme', true],
    ['two parts of its name', '1234-acme', true],
    ['half a part of its name', 'acm', false],
  ])('fails by the plan when a key is %s', async (_what, key, fails) => {
    const { clock, cluster } = await aWorld();
    const metadata = { namespace: 'a', name: simulationPlanName };
    await cluster.create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      ...{ data: { [key]: 'no' } },
    });
    await cluster.create(job);
    clock.advance(10_000);

    const ended = await cluster.read(jobRef);

    expect(ended?.['status']).toHaveProperty(fails ? 'failed' : 'succeeded');
  });
});

describe('what is not simulated', () => {
  it.each([
    ['a kind', { apiVersion: 'batch/v1', kind: 'CronJob', metadata: job.metadata }],
    ['a pod', { apiVersion: 'v1', kind: 'Pod', metadata: job.metadata }],
  ])('is refused: %s', async (_what, object) => {
    const { cluster } = await aWorld();

    await expect(cluster.create(object)).rejects.toMatchObject({
      code: 'unsupported_in_simulation',
      class: 'terminal',
      outcome: 'not-done',
    });
  });

  it('is refused: a selector of sets', async () => {
    const { cluster } = await aWorld();
    const request = { apiVersion: 'v1', kind: 'ConfigMap', labelSelector: 'a in (b,c)', limit: 10 };

    await expect(cluster.list(request)).rejects.toMatchObject({
      code: 'unsupported_in_simulation',
    });
  });
});

describe('a database that fails', () => {
  it('is a cluster that is not available', async () => {
    const { database, cluster } = await aWorld();
    database.close();

    await expect(cluster.create(job)).rejects.toMatchObject({
      code: 'cluster_unavailable',
      class: 'retry',
      outcome: 'not-done',
    });
  });
});
