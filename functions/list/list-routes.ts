import type { Route } from '../http/route.ts';
import { type ListTenantsPorts, listTenantsRoute } from './list-tenants-route.ts';
import { type ProductPorts, productRoutes } from './products-routes.ts';

/** The routes of the function `list`. */
export const listRoutes: readonly Route<ListTenantsPorts & ProductPorts>[] = [
  listTenantsRoute,
  ...productRoutes,
];
