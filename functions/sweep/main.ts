import { steadyClock } from '../compose/clocks.ts';
import { composeCallers } from '../compose/compose-callers.ts';
import { composeEdge } from '../compose/compose-edge.ts';
import { composeHealth } from '../compose/compose-health.ts';
import { composeQueue } from '../compose/compose-queue.ts';
import { composeStore } from '../compose/compose-store.ts';
import { createApp } from '../http/create-app.ts';
import { registerFunction } from '../serve/register-function.ts';
import { serveFunction } from '../serve/serve-function.ts';
import { sweepDoor } from './sweep-door.ts';

// The deployed function `sweep`: Cloud Scheduler has it look for tenants that are due.
const registered = registerFunction({
  name: 'sweep',
  uses: ['store', 'queue', 'callers'],
  compose: async (parts, stopping) => {
    const { config, logger } = parts;
    const { verify } = await composeCallers(config);
    const [store, queue] = await Promise.all([composeStore(parts), composeQueue(parts)]);
    const door = sweepDoor({ verify, store, queue, logger });
    const edge = composeEdge({ config, logger, clock: steadyClock, stopping });
    return createApp(edge, [...composeHealth(config, { store, queue }), door]).fetch;
  },
});

if (import.meta.main) void serveFunction(registered);
