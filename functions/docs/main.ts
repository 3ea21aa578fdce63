import { steadyClock } from '../compose/clocks.ts';
import { composeEdge } from '../compose/compose-edge.ts';
import { composeHealth } from '../compose/compose-health.ts';
import { createApp } from '../http/create-app.ts';
import { bindRoutes } from '../http/route.ts';
import { allRoutes } from '../route-table.ts';
import { registerFunction } from '../serve/register-function.ts';
import { serveFunction } from '../serve/serve-function.ts';
import { version } from '../version.ts';
import { docsRoutes } from './docs-routes.ts';
import { openApiDocument } from './openapi-document.ts';

// The deployed function `docs`: it reads nothing but its own files.
const registered = registerFunction({
  name: 'docs',
  uses: [],
  compose: async ({ config, logger }, stopping) => {
    const document = openApiDocument(allRoutes, version);
    const edge = composeEdge({ config, logger, clock: steadyClock, stopping });
    const routes = [...composeHealth(config, {}), ...bindRoutes(docsRoutes, { document })];
    return createApp(edge, routes).fetch;
  },
});

if (import.meta.main) void serveFunction(registered);
