import type { Hono } from 'hono';
import { reconcileTenant } from '../shared/use-cases/reconcile-tenant.ts';
import { deadLetterDoor } from './admin/dead-letter-door.ts';
import { composeBilling } from './compose/compose-billing.ts';
import { composeCallers } from './compose/compose-callers.ts';
import { composeCursors } from './compose/compose-cursors.ts';
import { composeEdge } from './compose/compose-edge.ts';
import { composeHealth } from './compose/compose-health.ts';
import type { Ports } from './compose.ts';
import type { Config } from './config.ts';
import { openApiDocument } from './docs/openapi-document.ts';
import type { AppEnv } from './http/app-env.ts';
import { createApp } from './http/create-app.ts';
import type { Door } from './http/door.ts';
import { type BoundRoute, bindRoutes } from './http/route.ts';
import { pushDoor } from './provision/push-door.ts';
import { decodeKeptHint } from './push/describe-dead-letter.ts';
import { allRoutes, routeTable } from './route-table.ts';
import { sweepDoor } from './sweep/sweep-door.ts';
import { version } from './version.ts';

/** All HTTP functions in one app. `stopping` ends waits, so that the program can end. */
export async function composeApp(
  config: Config,
  ports: Ports,
  stopping: AbortSignal,
): Promise<Hono<AppEnv>> {
  const { store, catalog, logger, clock } = ports;
  const cursors = composeCursors(config, store);
  const document = openApiDocument(allRoutes, version);
  const routes: readonly BoundRoute[] = [
    ...composeHealth(config, ports),
    ...bindRoutes(routeTable.create, ports),
    ...bindRoutes(routeTable.list, { store, catalog, cursors }),
    ...bindRoutes(routeTable.status, { ...ports, cursors }),
    ...bindRoutes(routeTable.update, ports),
    ...bindRoutes(routeTable.delete, ports),
    ...bindRoutes(routeTable.inspect, ports),
    ...bindRoutes(routeTable.admin, { ...ports, cursors, decodeHint: decodeKeptHint }),
    ...bindRoutes(routeTable.docs, { document }),
  ];
  const edge = composeEdge({ config, store, logger, clock, stopping });
  const doors = [...composeBilling(config, ports), ...(await composeDoors(config, ports))];
  return createApp(edge, [...routes, ...doors]);
}

/** Where Pub/Sub and Cloud Scheduler call, when the queue is theirs; the embedded one needs no door. */
async function composeDoors(config: Config, ports: Ports): Promise<readonly Door[]> {
  if (config.TENANTRY_QUEUE !== 'pubsub') return [];
  const { verify } = await composeCallers(config);
  const handle = async ({ tenant_id }: { readonly tenant_id: string }) => {
    await reconcileTenant(ports, tenant_id);
  };
  return [
    pushDoor({ verify, handle, logger: ports.logger }),
    sweepDoor({ ...ports, verify }),
    deadLetterDoor({ ...ports, verify }),
  ];
}
