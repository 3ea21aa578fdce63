import type { StatusPorts } from '../../shared/use-cases/get-status.ts';
import type { Route } from '../http/route.ts';
import { getOperationRoute } from './get-operation-route.ts';
import { getStatusRoute } from './get-status-route.ts';
import { type GetTenantPorts, getTenantRoute } from './get-tenant-route.ts';
import { type ListEffectsPorts, listEffectsRoute } from './list-effects-route.ts';
import { type ListEventsPorts, listEventsRoute } from './list-events-route.ts';
import { type ListOperationsPorts, listOperationsRoute } from './list-operations-route.ts';
import { type RevisionPorts, revisionsRoutes } from './revisions-routes.ts';

/** The routes of the function `status`. */
export const statusRoutes: readonly Route<
  StatusPorts &
    GetTenantPorts &
    ListOperationsPorts &
    ListEventsPorts &
    ListEffectsPorts &
    RevisionPorts
>[] = [
  getTenantRoute,
  getStatusRoute,
  listOperationsRoute,
  getOperationRoute,
  listEventsRoute,
  listEffectsRoute,
  ...revisionsRoutes,
];
