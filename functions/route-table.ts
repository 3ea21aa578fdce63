import type { StatusPorts } from '../shared/use-cases/get-status.ts';
import { createTenantRoute } from './create/create-tenant-route.ts';
import { deleteTenantRoute } from './delete/delete-tenant-route.ts';
import { docsRoutes } from './docs/docs-routes.ts';
import { healthRoutes } from './http/health-routes.ts';
import type { Route } from './http/route.ts';
import { type ListTenantsPorts, listTenantsRoute } from './list/list-tenants-route.ts';
import { type ProductPorts, productRoutes } from './list/products-routes.ts';
import { getOperationRoute } from './status/get-operation-route.ts';
import { getStatusRoute } from './status/get-status-route.ts';
import { getTenantRoute } from './status/get-tenant-route.ts';
import { type ListEventsPorts, listEventsRoute } from './status/list-events-route.ts';
import { type ListOperationsPorts, listOperationsRoute } from './status/list-operations-route.ts';
import { retryTenantRoute } from './update/retry-tenant-route.ts';

const list: readonly Route<ListTenantsPorts & ProductPorts>[] = [
  listTenantsRoute,
  ...productRoutes,
];

const status: readonly Route<StatusPorts & ListOperationsPorts & ListEventsPorts>[] = [
  getTenantRoute,
  getStatusRoute,
  listOperationsRoute,
  getOperationRoute,
  listEventsRoute,
];

/**
 * Every HTTP function with its routes. Local mounting, the OpenAPI document and the gateway follow
 * from this table; `health` is part of every function.
 */
export const routeTable = {
  create: [createTenantRoute],
  list,
  status,
  update: [retryTenantRoute],
  delete: [deleteTenantRoute],
  docs: docsRoutes,
  health: healthRoutes,
} as const;

/** Every route of every function, in the order of the table. */
export const allRoutes = Object.values(routeTable).flat();
