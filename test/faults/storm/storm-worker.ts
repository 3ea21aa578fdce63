import { composeEngine } from '../../../functions/compose/compose-engine.ts';
import { composeWishes } from '../../../functions/compose/compose-wishes.ts';
import { createParts } from '../../../functions/compose/parts.ts';
import { parseConfig } from '../../../functions/config.ts';
import { createKubernetesCluster } from '../../../shared/adapters/kubernetes/create-kubernetes-cluster.ts';
import type { Queue } from '../../../shared/ports/queue.ts';
import type { Store } from '../../../shared/ports/store.ts';
import type { ControlPlane } from '../../cluster/rig/connect-rig.ts';
import { createSilentLogger } from '../../fakes/silent-logger.ts';
import { createFaultProduct, faultProductName } from '../fault-product.ts';
import { kubeConfigAt } from '../rig/kube-config-at.ts';
import { startKubernetesFaultProxy } from '../rig/kubernetes-fault-proxy.ts';
import type { WorkerPorts } from '../wishes.ts';
import type { StormGate } from './storm-gate.ts';

/** What a worker shares with the others. */
export interface StormWorkerParts {
  readonly rig: ControlPlane;
  readonly gate: StormGate;
  readonly store: Store;
  readonly queue: Queue;
}

/** The engine as it ships, behind a proxy and with connections of its own. */
export interface StormWorker {
  readonly ports: WorkerPorts;
  end(): void;
}

/** Ample for a busy machine; they nest as those of a deployment do. */
const budgets = {
  CALL_TIMEOUT_MS: '5000',
  WORK_MS: '15000',
  LEASE_MS: '22000',
  LEASE_MARGIN_MS: '1000',
} as const;

/** Starts a worker; `end` it. */
export async function startStormWorker(parts: StormWorkerParts): Promise<StormWorker> {
  const { rig, gate, store, queue } = parts;
  // Nobody is killed in a storm.
  const kill = () => undefined;
  const proxy = await startKubernetesFaultProxy({
    rigDir: rig.dir,
    server: rig.server,
    gate,
    kill,
  });
  const config = parseConfig(budgets, 'local', []);
  const logger = createSilentLogger();
  const cluster = createKubernetesCluster({
    kubeConfig: () => kubeConfigAt(rig, proxy.url),
    callTimeoutMs: config.CALL_TIMEOUT_MS,
    logger,
  });
  const catalog = new Map([[faultProductName, createFaultProduct()]]);
  const engine = composeEngine(
    { ...createParts(config), logger },
    { store, queue, cluster, catalog },
  );
  return { ports: { ...engine, ...composeWishes(config) }, end: () => proxy.cut() };
}
