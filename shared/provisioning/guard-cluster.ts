import type { Clock } from '../ports/clock.ts';
import type { Cluster } from '../ports/cluster.ts';
import { TenantryError } from '../tenant/errors.ts';
import type { Budgets } from './budgets.ts';

/** Until when calls may start. */
export interface LeaseGuard {
  readonly clock: Clock;
  readonly leaseEndsAtMs: number;
  readonly budgets: Budgets;
}

/** The code of the error for a call that would outlive the lease; the engine takes it as "yield". */
export const leaseEndingCode = 'lease_ending';

/** The cluster, refusing every call that could still be under way when the lease ends. */
export function guardCluster(cluster: Cluster, guard: LeaseGuard): Cluster {
  const leftMs = () => guard.leaseEndsAtMs - guard.clock.now() - guard.budgets.marginMs;
  const guarded = async <T>(call: () => Promise<T>): Promise<T> => {
    if (leftMs() < guard.budgets.callMs) {
      throw new TenantryError(leaseEndingCode, 'Cannot start a call: the lease ends too soon');
    }
    return await call();
  };
  return {
    read: (ref) => guarded(() => cluster.read(ref)),
    create: (object) => guarded(() => cluster.create(object)),
    apply: (object, observed) => guarded(() => cluster.apply(object, observed)),
    scale: (ref, replicas, observed) => guarded(() => cluster.scale(ref, replicas, observed)),
    delete: (ref, uid) => guarded(() => cluster.delete(ref, uid)),
    list: (request) => guarded(() => cluster.list(request)),
    identity: () => guarded(() => cluster.identity()),
    awaitChange: (ref, change) =>
      cluster.awaitChange(ref, {
        ...change,
        timeoutMs: Math.max(0, Math.min(change.timeoutMs, leftMs())),
      }),
  };
}
