import type { DatabaseSync } from 'node:sqlite';
import { seedSimulation } from '../shared/adapters/embedded/seed-simulation.ts';
import { createSimulatedCluster } from '../shared/adapters/embedded/simulated-cluster.ts';
import type { KubeConfigChoice } from '../shared/adapters/kubernetes/load-kube-config.ts';
import type { Clock, Random } from '../shared/ports/clock.ts';
import type { Cluster } from '../shared/ports/cluster.ts';
import type { Logger } from '../shared/ports/logger.ts';
import type { Config } from './config.ts';
import { simulationSeeds } from './simulation-seeds.ts';

export interface ClusterParts {
  readonly database: DatabaseSync;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

/** The cluster that the configuration chose; the simulated one has what `frappe` needs from its owner. */
export async function composeCluster(config: Config, parts: ClusterParts): Promise<Cluster> {
  if (config.TENANTRY_CLUSTER === 'simulated') {
    const cluster = createSimulatedCluster(parts.database, parts);
    seedSimulation(parts.database, simulationSeeds(config), parts);
    return cluster;
  }
  return await composeRealCluster(config, parts);
}

async function composeRealCluster(config: Config, { logger }: ClusterParts): Promise<Cluster> {
  // Loaded only where it is used: the Kubernetes client doubles memory and the time to start.
  const { loadKubeConfig } = await import('../shared/adapters/kubernetes/load-kube-config.ts');
  const { createKubernetesCluster } = await import(
    '../shared/adapters/kubernetes/create-kubernetes-cluster.ts'
  );
  const choice = choiceOf(config);
  // Read once now, so that a missing file ends the start and not the first tenant.
  loadKubeConfig(choice);
  return createKubernetesCluster({
    kubeConfig: () => loadKubeConfig(choice),
    callTimeoutMs: config.CALL_TIMEOUT_MS,
    logger,
  });
}

function choiceOf(config: Config): KubeConfigChoice {
  return config.TENANTRY_CLUSTER === 'kubeconfig'
    ? { kind: 'kubeconfig', path: config.KUBECONFIG ?? '' }
    : { kind: 'in-cluster' };
}
