import { createTenantRoute } from './create/create-tenant-route.ts';
import { deleteTenantRoute } from './delete/delete-tenant-route.ts';
import { docsRoutes } from './docs/docs-routes.ts';
import { healthRoutes } from './http/health-routes.ts';
import { listTenantsRoute } from './list/list-tenants-route.ts';
import { productRoutes } from './list/products-routes.ts';
import { getOperationRoute } from './status/get-operation-route.ts';
import { getStatusRoute } from './status/get-status-route.ts';
import { getTenantRoute } from './status/get-tenant-route.ts';
import { listEventsRoute } from './status/list-events-route.ts';
import { listOperationsRoute } from './status/list-operations-route.ts';
import { retryTenantRoute } from './update/retry-tenant-route.ts';

/**
 * Every HTTP function with its routes. Local mounting, the OpenAPI document and the gateway follow
 * from this table; `health` is part of every function.
 */
export const routeTable = {
  create: [createTenantRoute],
  list: [listTenantsRoute, ...productRoutes],
  status: [getTenantRoute, getStatusRoute, listOperationsRoute, getOperationRoute, listEventsRoute],
  update: [retryTenantRoute],
  delete: [deleteTenantRoute],
  docs: docsRoutes,
  health: healthRoutes,
} as const;

/** Every route of every function, in the order of the table. */
export const allRoutes = Object.values(routeTable).flat();
