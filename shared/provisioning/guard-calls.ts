import type { Clock } from '../ports/clock.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { Systems } from '../ports/systems.ts';
import { TenantryError } from '../tenant/errors.ts';
import type { SystemName } from '../tenant/system-error.ts';
import { type Around, aroundCluster, aroundSystems } from './around-calls.ts';
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
  return {
    ...aroundCluster(cluster, guardOf(guard)),
    awaitChange: (ref, change) =>
      cluster.awaitChange(ref, {
        ...change,
        timeoutMs: Math.max(0, Math.min(change.timeoutMs, leftMs(guard))),
      }),
  };
}

/** The same for the other systems. */
export function guardSystems(systems: Systems, guard: LeaseGuard): Systems {
  return aroundSystems(systems, (name) => guardOf(guard, callMsOf(systems, name, guard.budgets)));
}

/** How long a call to a system may take. */
export function callMsOf(
  { mail }: Systems,
  name: SystemName,
  { callMs }: Pick<Budgets, 'callMs'>,
): number {
  return name === 'mail' && mail !== undefined ? mail.timeoutMs : callMs;
}

function guardOf(guard: LeaseGuard, callMs = guard.budgets.callMs): Around {
  return async (call) => {
    if (leftMs(guard) < callMs) {
      throw new TenantryError(leaseEndingCode, 'Cannot start a call: the lease ends too soon');
    }
    return await call();
  };
}

function leftMs({ leaseEndsAtMs, clock, budgets }: LeaseGuard): number {
  return leaseEndsAtMs - clock.now() - budgets.marginMs;
}
