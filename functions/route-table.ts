import { adminRoutes } from './admin/admin-routes.ts';
import { createRoutes } from './create/create-routes.ts';
import { deleteRoutes } from './delete/delete-routes.ts';
import { docsRoutes } from './docs/docs-routes.ts';
import { healthRoutes } from './http/health-routes.ts';
import { inspectRoutes } from './inspect/inspect-routes.ts';
import { listRoutes } from './list/list-routes.ts';
import { statusRoutes } from './status/status-routes.ts';
import { updateRoutes } from './update/update-routes.ts';

/**
 * Every HTTP function with its routes. Local mounting, the OpenAPI document and the gateway follow
 * from this table; `health` is part of every function.
 */
export const routeTable = {
  create: createRoutes,
  list: listRoutes,
  status: statusRoutes,
  update: updateRoutes,
  delete: deleteRoutes,
  inspect: inspectRoutes,
  admin: adminRoutes,
  docs: docsRoutes,
  health: healthRoutes,
} as const;

/** Every route of every function, in the order of the table. */
export const allRoutes = Object.values(routeTable).flat();
