import { steadyClock } from '../compose/clocks.ts';
import { composeCatalog } from '../compose/compose-catalog.ts';
import { composeCluster } from '../compose/compose-cluster.ts';
import { composeEdge } from '../compose/compose-edge.ts';
import { composeHealth } from '../compose/compose-health.ts';
import { composeStore } from '../compose/compose-store.ts';
import { composeWishes } from '../compose/compose-wishes.ts';
import { createApp } from '../http/create-app.ts';
import { bindRoutes } from '../http/route.ts';
import { registerFunction } from '../serve/register-function.ts';
import { serveFunction } from '../serve/serve-function.ts';
import { inspectRoutes } from './inspect-routes.ts';

// The deployed function `inspect`: the only one for callers that reaches into the cluster. It looks.
const registered = registerFunction({
  name: 'inspect',
  uses: ['store', 'cluster'],
  compose: async (parts, stopping) => {
    const { config, logger } = parts;
    const catalog = composeCatalog(config);
    const [store, cluster] = await Promise.all([composeStore(parts), composeCluster(parts)]);
    const ports = { store, cluster, catalog, ...composeWishes(config) };
    const edge = composeEdge({ config, logger, store, clock: steadyClock, stopping });
    const health = composeHealth(config, { store, cluster });
    return createApp(edge, [...health, ...bindRoutes(inspectRoutes, ports)]).fetch;
  },
});

if (import.meta.main) void serveFunction(registered);
