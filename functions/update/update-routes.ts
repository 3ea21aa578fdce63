import type { TenantWishPorts } from '../../shared/use-cases/tenant-wish.ts';
import type { Route } from '../http/route.ts';
import { retryTenantRoute } from './retry-tenant-route.ts';

/** The routes of the function `update`. */
export const updateRoutes: readonly Route<TenantWishPorts>[] = [retryTenantRoute];
