import type { KubeConfigChoice } from '../../shared/adapters/kubernetes/load-kube-config.ts';
import type { Cluster } from '../../shared/ports/cluster.ts';
import type { ClusterView } from '../../shared/ports/cluster-view.ts';
import { TenantryError } from '../../shared/tenant/errors.ts';
import { wallClock } from './clocks.ts';
import { codetetherSeeds } from './codetether-seeds.ts';
import { embeddedDatabase } from './embedded-database.ts';
import type { Parts } from './parts.ts';
import { simulationSeeds } from './simulation-seeds.ts';
import { starterSeeds } from './starter-seeds.ts';

/** The cluster that the configuration chose; the simulated one has what products need from its owner. */
export async function composeCluster(parts: Parts): Promise<Cluster & ClusterView> {
  const { TENANTRY_CLUSTER: choice, KUBECONFIG = '' } = parts.config;
  switch (choice) {
    case 'simulated':
      return await simulatedCluster(parts);
    case 'kubeconfig':
      return await realCluster(parts, { kind: 'kubeconfig', path: KUBECONFIG });
    case 'in-cluster':
      return await realCluster(parts, { kind: 'in-cluster' });
    case undefined:
      throw new TenantryError('invalid_configuration', 'Cannot start: no cluster was chosen');
    default:
      return choice satisfies never;
  }
}

async function simulatedCluster(parts: Parts): Promise<Cluster & ClusterView> {
  const { createSimulatedCluster } = await import(
    '../../shared/adapters/embedded/simulated-cluster.ts'
  );
  const { seedSimulation } = await import('../../shared/adapters/embedded/seed-simulation.ts');
  const { config, logger } = parts;
  const world = { clock: wallClock, random: Math.random, logger };
  const database = await embeddedDatabase(parts);
  const cluster = createSimulatedCluster(database, world);
  const seeds = [...simulationSeeds(config), ...codetetherSeeds(config), ...starterSeeds()];
  seedSimulation(database, seeds, world);
  return cluster;
}

async function realCluster(
  { config, logger }: Parts,
  choice: KubeConfigChoice,
): Promise<Cluster & ClusterView> {
  // Loaded only where it is used: the Kubernetes client doubles memory and the time to start.
  const { loadKubeConfig } = await import('../../shared/adapters/kubernetes/load-kube-config.ts');
  const { createKubernetesCluster } = await import(
    '../../shared/adapters/kubernetes/create-kubernetes-cluster.ts'
  );
  // Read once now, so that a missing file ends the start and not the first tenant.
  loadKubeConfig(choice);
  return createKubernetesCluster({
    kubeConfig: () => loadKubeConfig(choice),
    callTimeoutMs: config.CALL_TIMEOUT_MS,
    logger,
  });
}
