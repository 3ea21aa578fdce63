import { randomBytes } from 'node:crypto';
import type { Hono } from 'hono';
import type { Ports } from './compose.ts';
import type { Config } from './config.ts';
import { openApiDocument } from './docs/openapi-document.ts';
import { ensureSetting } from './ensure-setting.ts';
import type { AppEnv } from './http/app-env.ts';
import { anonymous, createKeyAuthentication } from './http/authenticate.ts';
import { createApp, type Edge } from './http/create-app.ts';
import { createCursorCodec } from './http/cursor.ts';
import type { HealthPorts } from './http/health-routes.ts';
import { createRateLimiter } from './http/rate-limiter.ts';
import { type BoundRoute, bindRoutes } from './http/route.ts';
import { allRoutes, routeTable } from './route-table.ts';
import { version } from './version.ts';

/** All HTTP functions in one app. `stopping` ends waits, so that the program can end. */
export async function composeApp(
  config: Config,
  ports: Ports,
  stopping: AbortSignal,
): Promise<Hono<AppEnv>> {
  const cursorKey =
    config.CURSOR_KEY ??
    (await ensureSetting(ports.store, 'cursor_key', () => randomBytes(32).toString('base64url')));
  const cursors = createCursorCodec(cursorKey);
  const { store, catalog } = ports;
  const document = openApiDocument(allRoutes, version);
  const routes: readonly BoundRoute[] = [
    ...bindRoutes(routeTable.health, healthPorts(config, ports)),
    ...bindRoutes(routeTable.create, ports),
    ...bindRoutes(routeTable.list, { store, catalog, cursors }),
    ...bindRoutes(routeTable.status, { ...ports, cursors }),
    ...bindRoutes(routeTable.update, ports),
    ...bindRoutes(routeTable.delete, ports),
    ...bindRoutes(routeTable.docs, { document }),
  ];
  return createApp(edgeOf(config, ports, stopping), routes);
}

function edgeOf(config: Config, { store, clock, logger }: Ports, stopping: AbortSignal): Edge {
  return {
    allowedOrigins: config.ALLOWED_ORIGINS,
    authenticate: config.AUTH === 'off' ? async () => anonymous : createKeyAuthentication(store),
    limitRate: createRateLimiter({ perMinute: config.RATE_LIMIT, clock }),
    ...{ clock, logger, stopping },
  };
}

function healthPorts(config: Config, { store, queue, cluster }: Ports): HealthPorts {
  return {
    version,
    dependencies: {
      store: { kind: config.TENANTRY_STORE, ping: async () => await store.ping() },
      queue: { kind: config.TENANTRY_QUEUE, ping: async () => await queue.ping() },
      cluster: { kind: config.TENANTRY_CLUSTER, ping: async () => await cluster.identity() },
    },
  };
}
