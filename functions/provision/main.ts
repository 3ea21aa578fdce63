import { reconcileTenant } from '../../shared/use-cases/reconcile-tenant.ts';
import { steadyClock } from '../compose/clocks.ts';
import { composeCallers } from '../compose/compose-callers.ts';
import { composeCatalog } from '../compose/compose-catalog.ts';
import { composeCluster } from '../compose/compose-cluster.ts';
import { composeEdge } from '../compose/compose-edge.ts';
import { composeEngine } from '../compose/compose-engine.ts';
import { composeHealth } from '../compose/compose-health.ts';
import { composeQueue } from '../compose/compose-queue.ts';
import { composeStore } from '../compose/compose-store.ts';
import { composeSystems } from '../compose/compose-systems.ts';
import { composeVault } from '../compose/compose-vault.ts';
import { createApp } from '../http/create-app.ts';
import { registerFunction } from '../serve/register-function.ts';
import { serveFunction } from '../serve/serve-function.ts';
import { pushDoor } from './push-door.ts';

// The deployed function `provision`: the engine, called by Pub/Sub with one hint at a time.
const registered = registerFunction({
  name: 'provision',
  uses: ['store', 'queue', 'cluster', 'vault', 'systems', 'callers'],
  compose: async (parts, stopping) => {
    const { config, logger } = parts;
    const catalog = composeCatalog(config);
    const { verify } = await composeCallers(config);
    const [store, queue] = await Promise.all([composeStore(parts), composeQueue(parts)]);
    const cluster = await composeCluster(parts);
    const vault = await composeVault(parts);
    const systems = await composeSystems(parts, vault);
    const adapters = { store, queue, cluster, catalog, systems };
    const engine = { ...composeEngine(parts, adapters), stopping };
    const door = pushDoor({
      ...{ verify, logger },
      handle: async ({ tenant_id }) => {
        await reconcileTenant(engine, tenant_id);
      },
    });
    const edge = composeEdge({ config, logger, clock: steadyClock, stopping });
    return createApp(edge, [...composeHealth(config, { store, queue, cluster }), door]).fetch;
  },
});

if (import.meta.main) void serveFunction(registered);
