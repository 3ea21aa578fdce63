import { randomUUID } from 'node:crypto';
import { steadyClock } from '../compose/clocks.ts';
import { composeCallers } from '../compose/compose-callers.ts';
import { composeCursors } from '../compose/compose-cursors.ts';
import { composeEdge } from '../compose/compose-edge.ts';
import { composeHealth } from '../compose/compose-health.ts';
import { composeQueue } from '../compose/compose-queue.ts';
import { composeStore } from '../compose/compose-store.ts';
import { createApp } from '../http/create-app.ts';
import { bindRoutes } from '../http/route.ts';
import { decodeKeptHint } from '../push/describe-dead-letter.ts';
import { registerFunction } from '../serve/register-function.ts';
import { serveFunction } from '../serve/serve-function.ts';
import { adminRoutes } from './admin-routes.ts';
import { deadLetterBodies, deadLetterDoor } from './dead-letter-door.ts';

// The deployed function `admin`: what operators manage, and where Pub/Sub brings dead letters.
const registered = registerFunction({
  name: 'admin',
  uses: ['store', 'queue', 'callers'],
  largeBodies: deadLetterBodies,
  compose: async (parts, stopping) => {
    const { config, logger } = parts;
    const { verify } = await composeCallers(config);
    const [store, queue] = await Promise.all([composeStore(parts), composeQueue(parts)]);
    const routes = bindRoutes(adminRoutes, {
      ...{ store, queue, logger, newId: randomUUID, decodeHint: decodeKeptHint },
      cursors: composeCursors(config, store),
    });
    const edge = composeEdge({ config, logger, store, clock: steadyClock, stopping });
    return createApp(edge, [
      ...composeHealth(config, { store, queue }),
      ...routes,
      deadLetterDoor({ verify, store, logger }),
    ]).fetch;
  },
});

if (import.meta.main) void serveFunction(registered);
