import type { Random } from '../ports/clock.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { Logger } from '../ports/logger.ts';
import type { Store } from '../ports/store.ts';
import type { Breaker } from '../tenant/breaker.ts';
import { ClusterError } from '../tenant/cluster-error.ts';
import {
  breakerAnswer,
  breakerLimits,
  closeBreaker,
  openBreaker,
  probeBreaker,
} from './breaker-moves.ts';

/** Who calls a cluster, for whom. */
export interface ClusterCaller {
  /** Name of the cluster. */
  readonly cluster: string;
  readonly tenantId: string;
}

/**
 * What one process knows of its clusters' breakers. The record is shared by all workers and written
 * only when a breaker changes its state; failures in a row are counted per process.
 */
export interface ClusterBreaker {
  /** The cluster, its outages counted; the one that is too many opens the breaker. */
  watch(cluster: Cluster, caller: ClusterCaller): Cluster;
  /** Whether a call to the cluster failed since the last one that was answered. */
  isInDoubt(cluster: string): boolean;
  /** Makes this caller the one that tries, if nobody else does; else the breaker as it is. */
  takeProbe(prober: Prober): Promise<'probe' | Breaker | undefined>;
  /** Closes the breaker, or opens it for longer, when the probe is still this caller's; returns it as it is. */
  endProbe(prober: Prober, isAnswered: boolean): Promise<Breaker | undefined>;
}

/** The caller that tries a cluster; no other call of any process has its id. */
export interface Prober {
  readonly cluster: string;
  readonly id: string;
  /** How long the probe may take at most. */
  readonly probeMs: number;
}

export interface ClusterBreakerPorts {
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
export function createClusterBreaker(ports: ClusterBreakerPorts): ClusterBreaker {
  const failures = new Map<string, Failures>();
  const note = async (caller: ClusterCaller, error: unknown) => {
    if (!isOutage(error)) {
      failures.delete(caller.cluster);
      return;
    }
    const { count, tenantIds, triedAt } = failures.get(caller.cluster) ?? noFailures;
    const after = {
      count: count + 1,
      tenantIds: new Set([...tenantIds, caller.tenantId]),
      triedAt,
    };
    const isToOpen = isTooMany(after);
    failures.set(caller.cluster, isToOpen ? { ...after, triedAt: after.count } : after);
    if (isToOpen) await open(ports, caller.cluster, after.count);
  };
  return {
    watch: (cluster, caller) => watched(cluster, async (error) => await note(caller, error)),
    isInDoubt: (cluster) => failures.has(cluster),
    takeProbe: async (prober) => await takeProbe(ports, prober),
    endProbe: async (prober, isAnswered) => await endProbe(ports, prober, isAnswered),
  };
}

/** The breaker's id of a cluster. */
export function dependencyOf(cluster: string): string {
  return `cluster:${cluster}`;
}

/** Whether the cluster itself is away; a refusal is an answer, and so is one by what stands behind it. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof ClusterError)) return false;
  if (error.code !== 'cluster_unavailable' && error.code !== 'cluster_timeout') return false;
  return error.status === undefined || error.status >= 500;
}

/** Again after as many more failures, in case the record could not be written. */
function isTooMany({ count, tenantIds, triedAt = 0 }: Failures): boolean {
  const { failuresMin, tenantsMin } = breakerLimits;
  return tenantIds.size >= tenantsMin && count - triedAt >= failuresMin;
}

function watched(cluster: Cluster, note: (error: unknown) => Promise<void>): Cluster {
  const noted = async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      const result = await call();
      await note(undefined);
      return result;
    } catch (error) {
      await note(error);
      throw error;
    }
  };
  return {
    ...cluster,
    read: (ref) => noted(() => cluster.read(ref)),
    create: (object) => noted(() => cluster.create(object)),
    apply: (object, observed) => noted(() => cluster.apply(object, observed)),
    scale: (ref, replicas, observed) => noted(() => cluster.scale(ref, replicas, observed)),
    delete: (ref, uid) => noted(() => cluster.delete(ref, uid)),
    list: (request) => noted(() => cluster.list(request)),
    identity: () => noted(() => cluster.identity()),
  };
}

async function open(ports: ClusterBreakerPorts, cluster: string, count: number): Promise<void> {
  const dependency = dependencyOf(cluster);
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
  { store }: ClusterBreakerPorts,
  { cluster, id, probeMs }: Prober,
): Promise<'probe' | Breaker | undefined> {
  const dependency = dependencyOf(cluster);
  return await store.transact(async (transaction) => {
    const before = await transaction.get('breakers', dependency);
    const now = transaction.now();
    if (before === undefined || breakerAnswer(before, now) !== 'probe') return before;
    transaction.put('breakers', dependency, probeBreaker(before, { now, prober: id, probeMs }));
    return 'probe';
  });
}

async function endProbe(
  ports: ClusterBreakerPorts,
  { cluster, id }: Prober,
  isAnswered: boolean,
): Promise<Breaker | undefined> {
  const dependency = dependencyOf(cluster);
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
  { logger }: ClusterBreakerPorts,
  { dependency, openings, until }: Extract<Breaker, { state: 'open' }>,
  failures: number,
): void {
  logger.error('Opening breaker', { dependency, openings, until, failures });
}
