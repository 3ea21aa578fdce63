import { steadyClock } from '../compose/clocks.ts';
import { composeCursors } from '../compose/compose-cursors.ts';
import { composeEdge } from '../compose/compose-edge.ts';
import { composeHealth } from '../compose/compose-health.ts';
import { composeStore } from '../compose/compose-store.ts';
import { createApp } from '../http/create-app.ts';
import { bindRoutes } from '../http/route.ts';
import { registerFunction } from '../serve/register-function.ts';
import { serveFunction } from '../serve/serve-function.ts';
import { statusRoutes } from './status-routes.ts';

// The deployed function `status`.
const registered = registerFunction({
  name: 'status',
  uses: ['store'],
  compose: async (parts, stopping) => {
    const { config, logger } = parts;
    const store = await composeStore(parts);
    const ports = { store, clock: steadyClock, cursors: composeCursors(config, store) };
    const edge = composeEdge({ config, logger, store, clock: steadyClock, stopping });
    const routes = [...composeHealth(config, { store }), ...bindRoutes(statusRoutes, ports)];
    return createApp(edge, routes).fetch;
  },
});

if (import.meta.main) void serveFunction(registered);
