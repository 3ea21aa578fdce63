import { openDatabase } from '../../../../shared/adapters/embedded/open-database.ts';
import { createSimulatedCluster } from '../../../../shared/adapters/embedded/simulated-cluster.ts';
import { clusterContract } from '../../../contracts/cluster.contract.ts';

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
      const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace, name: 'tenantry-simulation' };
      const { apiVersion, kind, ...metadata } = ref;
      const plan = await cluster.read(ref);
      const data = { ...(plan?.['data'] as object | undefined), [name]: message };
      const wanted = { apiVersion, kind, metadata, data };
      await (plan === undefined ? cluster.create(wanted) : cluster.apply(wanted, plan.metadata));
    },
    close: async () => database.close(),
  };
});
