import type { Cluster } from '../../shared/ports/cluster.ts';
import type { Queue } from '../../shared/ports/queue.ts';
import type { Store } from '../../shared/ports/store.ts';
import type { Config } from '../config.ts';
import { type HealthPorts, healthRoutes } from '../http/health-routes.ts';
import { type BoundRoute, bindRoutes } from '../http/route.ts';
import { version } from '../version.ts';

/** What a function cannot do its work without; absent: it does not use it. */
export interface Needs {
  readonly store?: Pick<Store, 'ping'>;
  readonly queue?: Pick<Queue, 'ping'>;
  readonly cluster?: Pick<Cluster, 'identity'>;
}

/** `/health` and `/health/ready` of a function with these needs. */
export function composeHealth(config: Config, needs: Needs): readonly BoundRoute[] {
  return bindRoutes(healthRoutes, { version, dependencies: dependenciesOf(config, needs) });
}

function dependenciesOf(
  { TENANTRY_STORE, TENANTRY_QUEUE, TENANTRY_CLUSTER }: Config,
  { store, queue, cluster }: Needs,
): HealthPorts['dependencies'] {
  return {
    ...(store && { store: dependency(TENANTRY_STORE, async () => await store.ping()) }),
    ...(queue && { queue: dependency(TENANTRY_QUEUE, async () => await queue.ping()) }),
    ...(cluster && { cluster: dependency(TENANTRY_CLUSTER, async () => await cluster.identity()) }),
  };
}

function dependency(kind: string | undefined, ping: () => Promise<unknown>) {
  return { kind: kind ?? 'none', ping };
}
