import type { Route } from '../http/route.ts';
import { type CreatePorts, createTenantRoute } from './create-tenant-route.ts';

/** The routes of the function `create`. */
export const createRoutes: readonly Route<CreatePorts>[] = [createTenantRoute];
