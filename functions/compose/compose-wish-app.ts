import type { TenantWishPorts } from '../../shared/use-cases/tenant-wish.ts';
import type { CreatePorts } from '../create/create-tenant-route.ts';
import { createApp } from '../http/create-app.ts';
import type { GuardedApp } from '../http/guard-requests.ts';
import { bindRoutes, type Route } from '../http/route.ts';
import { steadyClock } from './clocks.ts';
import { composeCatalog } from './compose-catalog.ts';
import { composeEdge } from './compose-edge.ts';
import { composeHealth } from './compose-health.ts';
import { composeQueue } from './compose-queue.ts';
import { composeStore } from './compose-store.ts';
import { composeSealing, composeVault } from './compose-vault.ts';
import { composeWishes } from './compose-wishes.ts';
import type { Parts } from './parts.ts';

/** How the app of a function is built whose routes take wishes: they write to the store and publish a hint. */
export function composeWishApp(routes: readonly Route<CreatePorts & TenantWishPorts>[]) {
  return async (parts: Parts, stopping: AbortSignal): Promise<GuardedApp> => {
    const { config, logger } = parts;
    const catalog = composeCatalog(config);
    const [store, queue] = await Promise.all([composeStore(parts), composeQueue(parts)]);
    const sealing = await composeSealing(parts, await composeVault(parts));
    const ports = { store, queue, catalog, logger, sealing, ...composeWishes(config) };
    const edge = composeEdge({ config, logger, store, clock: steadyClock, stopping });
    const health = composeHealth(config, { store, queue });
    return createApp(edge, [...health, ...bindRoutes(routes, ports)]).fetch;
  };
}
