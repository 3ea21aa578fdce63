import { steadyClock } from '../compose/clocks.ts';
import { composeBilling } from '../compose/compose-billing.ts';
import { composeCatalog } from '../compose/compose-catalog.ts';
import { composeEdge } from '../compose/compose-edge.ts';
import { composeHealth } from '../compose/compose-health.ts';
import { composeQueue } from '../compose/compose-queue.ts';
import { composeStore } from '../compose/compose-store.ts';
import { composeWishes } from '../compose/compose-wishes.ts';
import { createApp } from '../http/create-app.ts';
import { registerFunction } from '../serve/register-function.ts';
import { serveFunction } from '../serve/serve-function.ts';
import { billingBodies } from './stripe-door.ts';

// The deployed function `billing`: Stripe says how subscriptions stand.
const registered = registerFunction({
  name: 'billing',
  uses: ['store', 'queue', 'billing'],
  largeBodies: billingBodies,
  compose: async (parts, stopping) => {
    const { config, logger } = parts;
    const catalog = composeCatalog(config);
    const [store, queue] = await Promise.all([composeStore(parts), composeQueue(parts)]);
    const ports = { store, queue, catalog, logger, ...composeWishes(config) };
    const edge = composeEdge({ config, logger, clock: steadyClock, stopping });
    const health = composeHealth(config, { store, queue });
    return createApp(edge, [...health, ...composeBilling(config, ports)]).fetch;
  },
});

if (import.meta.main) void serveFunction(registered);
