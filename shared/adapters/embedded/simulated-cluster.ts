import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ObjectRef, type ObservedObject, refOf } from '../../kubernetes/object.ts';
import type { Clock, Random } from '../../ports/clock.ts';
import type { ChangeWait, Cluster } from '../../ports/cluster.ts';
import type { ClusterView } from '../../ports/cluster-view.ts';
import { ClusterError } from '../../tenant/cluster-error.ts';
import { TenantryError } from '../../tenant/errors.ts';
import { commit } from './commit.ts';
import { simulatedKey, simulatedKind } from './simulated-kinds.ts';
import { listSimulated } from './simulated-list.ts';
import { withManagedFields } from './simulated-managed-fields.ts';
import { openSimulatedObjects } from './simulated-objects.ts';
import { advanceSimulation } from './simulated-progress.ts';
import { simulatedUid } from './simulated-uid.ts';
import { simulatedView } from './simulated-view.ts';
import {
  applySimulated,
  createSimulated,
  deleteSimulated,
  type SimulatedWrites,
  scaleSimulated,
} from './simulated-writes.ts';
import { withSqlite } from './sqlite-failure.ts';

/** Where the simulated cluster takes its time and its UIDs from. */
export interface SimulationSources {
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * A cluster that exists only in the embedded database: it behaves as the contract suite saw a real
 * API server behave, and refuses everything else with `unsupported_in_simulation`. Nothing runs in
 * it: Jobs complete by themselves unless the ConfigMap `tenantry-simulation` says otherwise.
 */
export function createSimulatedCluster(
  database: DatabaseSync,
  sources: SimulationSources,
): Cluster & ClusterView {
  const objects = openSimulatedObjects(database);
  const newUid = () => simulatedUid(sources.random);

  function write<T>(work: (writes: SimulatedWrites) => T): T {
    return guarded(() =>
      commit(database, () => {
        const nowMs = sources.clock.now();
        advanceSimulation({ objects, newUid }, nowMs);
        return work({ objects, nowMs, newUid });
      }),
    );
  }

  /** Lets what is due happen before it is looked at; takes the write lock only when something is. */
  function look<T>(work: () => T): T {
    return guarded(() => {
      if (objects.due(sources.clock.now()) !== undefined) write(() => undefined);
      return work();
    });
  }

  function read(ref: ObjectRef): ObservedObject | undefined {
    simulatedKind({ verb: 'read', ref });
    return look(() => shown(ref));
  }

  function shown(ref: ObjectRef): ObservedObject | undefined {
    const record = objects.get(simulatedKey(ref));
    return record === undefined ? undefined : withManagedFields(record);
  }

  /** Writes, and answers the object as it is shown. */
  function change(work: (writes: SimulatedWrites) => ObservedObject): ObservedObject {
    return write((writes) => {
      const stored = work(writes);
      return shown(refOf(stored)) ?? stored;
    });
  }

  write((writes) => ensureSystemNamespace(writes));

  return {
    read: async (ref) => read(ref),
    create: async (object) => change((writes) => createSimulated(writes, object)),
    apply: async (object, observed) => change((writes) => applySimulated(writes, object, observed)),
    scale: async (ref, replicas, observed) => {
      const { metadata } = write((writes) => scaleSimulated(writes, { ref, replicas, observed }));
      return { uid: metadata.uid, resourceVersion: metadata.resourceVersion };
    },
    delete: async (ref, uid) => write((writes) => deleteSimulated(writes, ref, uid)),
    list: async (request) => look(() => listSimulated(objects, request)),
    awaitChange: async (ref, change) => await pollForChange(() => read(ref), change),
    ...simulatedView(write),
    identity: async () => write((writes) => ensureSystemNamespace(writes)).metadata.uid,
  };
}

function ensureSystemNamespace(writes: SimulatedWrites): ObservedObject {
  const ref = { apiVersion: 'v1', kind: 'Namespace', name: 'kube-system' };
  const existing = writes.objects.get(simulatedKey(ref));
  if (existing !== undefined) return existing.object;
  const { name, ...type } = ref;
  return createSimulated(writes, { ...type, metadata: { name } });
}

const pollMs = 100;

/** Polls, because another process may share the database; real time, at most `timeoutMs`. */
async function pollForChange(
  read: () => ObservedObject | undefined,
  { resourceVersion, timeoutMs, signal: given }: ChangeWait,
): Promise<void> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = given === undefined ? timeout : AbortSignal.any([timeout, given]);
  while (!signal.aborted) {
    if (hasChanged(read, resourceVersion)) return;
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
  }
}

/** A look that fails is no news: the caller's own read will say what is wrong. */
function hasChanged(
  read: () => ObservedObject | undefined,
  resourceVersion: string | undefined,
): boolean {
  try {
    return read()?.metadata.resourceVersion !== resourceVersion;
  } catch {
    return false;
  }
}

/** What the database refuses is an unavailable cluster; a commit that failed has changed nothing. */
function guarded<T>(work: () => T): T {
  try {
    return withSqlite('store_unavailable', 'reach the simulated cluster', work);
  } catch (cause) {
    if (!(cause instanceof TenantryError) || cause.code !== 'store_unavailable') throw cause;
    throw new ClusterError('cluster_unavailable', cause.message, {
      class: 'retry',
      outcome: 'not-done',
      cause,
    });
  }
}
