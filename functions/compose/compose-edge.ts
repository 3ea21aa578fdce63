import type { Clock } from '../../shared/ports/clock.ts';
import type { Logger } from '../../shared/ports/logger.ts';
import type { Store } from '../../shared/ports/store.ts';
import type { Config } from '../config.ts';
import { anonymous, createKeyAuthentication } from '../http/authenticate.ts';
import type { Edge } from '../http/create-app.ts';
import { createRateLimiter } from '../http/rate-limiter.ts';

const noKeys: Pick<Store, 'get'> = { get: async () => undefined };

/** What the edge of an app is made of. */
export interface EdgeParts {
  readonly config: Config;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Where API keys are; absent: no route of the app asks for one. */
  readonly store?: Pick<Store, 'get'>;
  /** Ends waits, so that the program can end. */
  readonly stopping: AbortSignal;
}

/** Who may call, how often, and what every answer has in common. */
export function composeEdge({ config, store = noKeys, ...parts }: EdgeParts): Edge {
  const { clock } = parts;
  return {
    allowedOrigins: config.ALLOWED_ORIGINS,
    authenticate:
      config.AUTH === 'off' ? async () => anonymous : createKeyAuthentication({ store, clock }),
    limitRate: createRateLimiter({ perMinute: config.RATE_LIMIT, clock }),
    ...parts,
  };
}
