import type { WalkPorts } from '../../shared/provisioning/walk/walk-ports.ts';
import { steadyClock } from '../compose/clocks.ts';
import { composeCallers } from '../compose/compose-callers.ts';
import { composeCatalog } from '../compose/compose-catalog.ts';
import { composeCluster } from '../compose/compose-cluster.ts';
import { composeEdge } from '../compose/compose-edge.ts';
import { composeEngine } from '../compose/compose-engine.ts';
import { composeHealth } from '../compose/compose-health.ts';
import { composeQueue } from '../compose/compose-queue.ts';
import { composeStore } from '../compose/compose-store.ts';
import { composeVault } from '../compose/compose-vault.ts';
import { composeWalk } from '../compose/compose-walk.ts';
import { composeWishes } from '../compose/compose-wishes.ts';
import type { Parts } from '../compose/parts.ts';
import { createApp } from '../http/create-app.ts';
import { registerFunction } from '../serve/register-function.ts';
import { serveFunction } from '../serve/serve-function.ts';
import { sweepDoor } from './sweep-door.ts';
import { walkDoor } from './walk-door.ts';

// The deployed function `sweep`: Cloud Scheduler has it look for tenants that are due, and walk over
// the cluster.
const registered = registerFunction({
  name: 'sweep',
  uses: ['store', 'queue', 'cluster', 'vault', 'callers'],
  compose: async (parts, stopping) => {
    const { config, logger } = parts;
    const { verify } = await composeCallers(config);
    const [store, queue] = await Promise.all([composeStore(parts), composeQueue(parts)]);
    let connected: Promise<WalkPorts> | undefined;
    const connect = async () => {
      connected ??= walkPorts(parts, { store, queue });
      // A cluster that could not be connected is tried again by the next call.
      return await connected.catch((error: unknown) => {
        connected = undefined;
        throw error;
      });
    };
    const doors = [
      sweepDoor({ verify, store, queue, logger }),
      walkDoor({ verify, logger, walkPorts: connect }),
    ];
    const edge = composeEdge({ config, logger, clock: steadyClock, stopping });
    return createApp(edge, [...composeHealth(config, { store, queue }), ...doors]).fetch;
  },
});

/** The cluster is connected for the walk alone: the Kubernetes client doubles memory and the time to start. */
async function walkPorts(
  parts: Parts,
  adapters: Pick<WalkPorts, 'store' | 'queue'>,
): Promise<WalkPorts> {
  const { config } = parts;
  const [cluster, vault] = await Promise.all([composeCluster(parts), composeVault(parts)]);
  const systems = { ...(vault !== undefined && { vault }) };
  const { newId, placement } = composeWishes(config);
  const catalog = composeCatalog(config);
  return {
    ...composeEngine(parts, { ...adapters, cluster, catalog, systems }),
    newId,
    walk: composeWalk(config, placement.cluster),
  };
}

if (import.meta.main) void serveFunction(registered);
