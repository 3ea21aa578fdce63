import type { InspectPorts } from '../../shared/use-cases/list-objects.ts';
import type { Route } from '../http/route.ts';
import { listObjectsRoute } from './list-objects-route.ts';
import { planNewTenantRoute } from './plan-new-tenant-route.ts';
import { planTenantRoute } from './plan-tenant-route.ts';
import { readLogsRoute } from './read-logs-route.ts';
import type { PlanRoutePorts } from './shown-plan.ts';

/** The routes of the function `inspect`: they look and write nothing. */
export const inspectRoutes: readonly Route<PlanRoutePorts & InspectPorts>[] = [
  planNewTenantRoute,
  planTenantRoute,
  listObjectsRoute,
  readLogsRoute,
];
