import type { Random } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { Store } from '../ports/store.ts';
import type { Breaker } from '../tenant/breaker.ts';
import { ClusterError } from '../tenant/cluster-error.ts';
import { SystemError, type SystemName } from '../tenant/system-error.ts';
import type { Tenant } from '../tenant/tenant.ts';
import {
  breakerAnswer,
  breakerLimits,
  closeBreaker,
  openBreaker,
  probeBreaker,
} from './breaker-moves.ts';
import type { Budgets } from './budgets.ts';

/** What is called, for whom. */
export interface Caller {
  /** `clusterDependency(name)` or `systemDependency(name)`. */
  readonly dependency: string;
  readonly tenantId: string;
}

/**
 * What one process knows of the breakers of its dependencies. Each record is shared by all workers and
 * written only when a breaker changes its state; failures in a row are counted per process.
 */
export interface Breakers {
  /** Makes the call; an outage is counted, and the one that is too many opens the breaker. */
  watch<T>(caller: Caller, call: () => Promise<T>): Promise<T>;
  /** Whether a call to the dependency failed since the last one that was answered. */
  isInDoubt(dependency: string): boolean;
  /** Makes this caller the one that tries, if nobody else does; else the breaker as it is. */
  takeProbe(prober: Prober): Promise<'probe' | Breaker | undefined>;
  /** Closes the breaker, or opens it for longer, when the probe is still this caller's; returns it as it is. */
  endProbe(prober: Prober, isAnswered: boolean): Promise<Breaker | undefined>;
}

/** The caller that tries a dependency; no other call of any process has its id. */
export interface Prober {
  readonly dependency: string;
  readonly id: string;
  /** How long the probe may take at most. */
  readonly probeMs: number;
}

export interface BreakerPorts {
  readonly store: Pick<Store, 'transact'>;
  readonly random: Random;
  readonly logger: Logger;
}

/** Failures since the last call that was answered. */
interface Failures {
  readonly count: number;
  readonly tenantIds: ReadonlySet<string>;
  /** At which of them opening was last tried. */
  readonly triedAt: number | undefined;
}

const noFailures: Failures = { count: 0, tenantIds: new Set(), triedAt: undefined };

/** The breakers of one process; it counts from nothing. */
export function createBreakers(ports: BreakerPorts): Breakers {
  const failures = new Map<string, Failures>();
  const note = async ({ dependency, tenantId }: Caller, error: unknown) => {
    const answered = isAnswered(error);
    if (answered) failures.delete(dependency);
    if (answered !== false) return;
    const { count, tenantIds, triedAt } = failures.get(dependency) ?? noFailures;
    const after = { count: count + 1, tenantIds: new Set([...tenantIds, tenantId]), triedAt };
    const isToOpen = isTooMany(after);
    failures.set(dependency, isToOpen ? { ...after, triedAt: after.count } : after);
    if (isToOpen) await open(ports, dependency, after.count);
  };
  return {
    watch: async (caller, call) => {
      try {
        const result = await call();
        await note(caller, undefined);
        return result;
      } catch (error) {
        await note(caller, error);
        throw error;
      }
    },
    isInDoubt: (dependency) => failures.has(dependency),
    takeProbe: async (prober) => await takeProbe(ports, prober),
    endProbe: async (prober, isAnswered) => await endProbe(ports, prober, isAnswered),
  };
}

/** The breaker's id of a cluster. */
export function clusterDependency(cluster: string): string {
  return `cluster:${cluster}`;
}

/** The breaker's id of another system. */
export function systemDependency(system: SystemName): string {
  return `system:${system}`;
}

/** Whether the dependency has answered, by what a call threw; undefined: an error of our own says neither. */
export function isAnswered(error: unknown): boolean | undefined {
  const isFromThere = error instanceof ClusterError || error instanceof SystemError;
  return error === undefined || isFromThere ? !isOutage(error) : undefined;
}

/** The worker that has this tenant, as the one that tries a dependency. */
export function proberOf(dependency: string, { tenant, budgets }: ProbeContext): Prober {
  const { callMs, marginMs } = budgets;
  // The epoch tells apart whoever works on the same tenant later.
  return { dependency, id: `${tenant.id}/${tenant.epoch}`, probeMs: callMs + marginMs };
}

interface ProbeContext {
  readonly tenant: Pick<Tenant, 'id' | 'epoch'>;
  readonly budgets: Pick<Budgets, 'callMs' | 'marginMs'>;
}

/** Whether the dependency itself is away; a refusal is an answer, and so is one by what stands behind it. */
export function isOutage(error: unknown): boolean {
  if (error instanceof SystemError) {
    return error.code === `${error.system}_unavailable` || error.code === `${error.system}_timeout`;
  }
  if (!(error instanceof ClusterError)) return false;
  if (error.code !== 'cluster_unavailable' && error.code !== 'cluster_timeout') return false;
  return error.status === undefined || error.status >= 500;
}

/** Again after as many more failures, in case the record could not be written. */
function isTooMany({ count, tenantIds, triedAt = 0 }: Failures): boolean {
  const { failuresMin, tenantsMin } = breakerLimits;
  return tenantIds.size >= tenantsMin && count - triedAt >= failuresMin;
}

async function open(ports: BreakerPorts, dependency: string, count: number): Promise<void> {
  try {
    const opened = await ports.store.transact(async (transaction) => {
      const before = await transaction.get('breakers', dependency);
      const now = transaction.now();
      if (breakerAnswer(before, now) !== 'pass') return undefined;
      const after = openBreaker(dependency, before, { now, random: ports.random });
      transaction.put('breakers', dependency, after);
      return after;
    });
    if (opened !== undefined) logOpening(ports, opened, count);
  } catch (error) {
    // The call's own error is on its way and says more; the next failures try to open it again.
    const reason = error instanceof Error ? error.message : String(error);
    ports.logger.warn('Opening breaker failed', { dependency, reason });
  }
}

async function takeProbe(
  { store }: BreakerPorts,
  { dependency, id, probeMs }: Prober,
): Promise<'probe' | Breaker | undefined> {
  return await store.transact(async (transaction) => {
    const before = await transaction.get('breakers', dependency);
    const now = transaction.now();
    if (before === undefined || breakerAnswer(before, now) !== 'probe') return before;
    transaction.put('breakers', dependency, probeBreaker(before, { now, prober: id, probeMs }));
    return 'probe';
  });
}

/** A record that cannot be written leaves the probe to end by itself: what the call came to counts. */
async function endProbe(
  ports: BreakerPorts,
  prober: Prober,
  isAnswered: boolean,
): Promise<Breaker | undefined> {
  try {
    return await writeProbe(ports, prober, isAnswered);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    ports.logger.warn('Ending probe failed', { dependency: prober.dependency, reason });
    return undefined;
  }
}

async function writeProbe(
  ports: BreakerPorts,
  { dependency, id }: Prober,
  isAnswered: boolean,
): Promise<Breaker | undefined> {
  const { isOurs, breaker } = await ports.store.transact(async (transaction) => {
    const before = await transaction.get('breakers', dependency);
    if (before?.state !== 'probing' || before.prober !== id) {
      return { isOurs: false, breaker: before };
    }
    const moment = { now: transaction.now(), random: ports.random };
    const after = isAnswered
      ? closeBreaker(before, moment.now)
      : openBreaker(dependency, before, moment);
    transaction.put('breakers', dependency, after);
    return { isOurs: true, breaker: after };
  });
  if (isOurs && breaker?.state === 'open') logOpening(ports, breaker, 1);
  if (isOurs && breaker?.state === 'closed') {
    ports.logger.info('Closing breaker', { dependency, openings: breaker.openings });
  }
  return breaker;
}

function logOpening(
  { logger }: BreakerPorts,
  { dependency, openings, until }: Extract<Breaker, { state: 'open' }>,
  failures: number,
): void {
  logger.error('Opening breaker', { dependency, openings, until, failures });
}
