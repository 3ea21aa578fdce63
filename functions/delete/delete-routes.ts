import type { TenantWishPorts } from '../../shared/use-cases/tenant-wish.ts';
import type { Route } from '../http/route.ts';
import { deleteTenantRoute } from './delete-tenant-route.ts';

/** The routes of the function `delete`. */
export const deleteRoutes: readonly Route<TenantWishPorts>[] = [deleteTenantRoute];
