import type { EmbeddedQueue } from '../shared/adapters/embedded/create-embedded-queue.ts';
import type { Cluster } from '../shared/ports/cluster.ts';
import type { ClusterView } from '../shared/ports/cluster-view.ts';
import type { EnginePorts } from '../shared/provisioning/engine-ports.ts';
import type { WalkSettings } from '../shared/provisioning/walk/walk-ports.ts';
import { composeCatalog } from './compose/compose-catalog.ts';
import { composeCluster } from './compose/compose-cluster.ts';
import { composeEngine } from './compose/compose-engine.ts';
import { composeQueue } from './compose/compose-queue.ts';
import { composeStore } from './compose/compose-store.ts';
import { composeSystems } from './compose/compose-systems.ts';
import { composeSealing, composeVault } from './compose/compose-vault.ts';
import { composeWalk } from './compose/compose-walk.ts';
import { composeWishes } from './compose/compose-wishes.ts';
import { createParts } from './compose/parts.ts';
import type { Config } from './config.ts';
import type { CreatePorts } from './create/create-tenant-route.ts';

/** Everything that all functions together act through, built from the configuration. */
export interface Ports extends EnginePorts, Omit<CreatePorts, keyof EnginePorts> {
  readonly walk: WalkSettings;
  readonly cluster: Cluster & ClusterView;
  /** The consumer's side of an embedded queue; absent: Pub/Sub pushes. */
  readonly startConsumer?: EmbeddedQueue['startConsumer'] | undefined;
  /** Ends what holds files and connections. */
  readonly close: () => void | Promise<void>;
}

/**
 * Builds the adapters that the configuration chose. Throws `invalid_configuration` or
 * `store_unavailable` with a sentence about what to do.
 */
export async function compose(config: Config): Promise<Ports> {
  const catalog = composeCatalog(config);
  const parts = createParts(config);
  const store = await composeStore(parts);
  const queue = await composeQueue(parts);
  const cluster = await composeCluster(parts);
  const vault = await composeVault(parts);
  const systems = await composeSystems(parts, vault);
  const wishes = composeWishes(config);
  return {
    ...composeEngine(parts, { store, queue, cluster, catalog, systems }),
    ...wishes,
    sealing: await composeSealing(parts, vault),
    walk: composeWalk(config, wishes.placement.cluster),
    cluster,
    startConsumer: queue.startConsumer,
    close: parts.close,
  };
}
