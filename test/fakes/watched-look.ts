import type { KubernetesObject } from '@kubernetes/client-node';
import { operationAnnotation } from '../../shared/kubernetes/labels.ts';
import type { Cluster } from '../../shared/ports/cluster.ts';
import type { Store } from '../../shared/ports/store.ts';
import { ClusterError } from '../../shared/tenant/cluster-error.ts';
import type { Tenant } from '../../shared/tenant/tenant.ts';
import type { Turns } from './turns.ts';

/** What all looks at tenants did to the cluster and to the records. */
export interface WriteAudit {
  /** How often each object was created; a Job is another one for each operation. */
  readonly created: Map<string, number>;
  /** What must never happen and did. */
  readonly violations: string[];
}

/** One look at a tenant by one worker, whose every call waits for its turn. */
export interface WatchedLook {
  readonly worker: string;
  readonly tenantId: string;
  readonly turns: Turns;
  readonly audit: WriteAudit;
  /** The store itself. */
  readonly store: Store;
}

interface Holding {
  epoch: number | undefined;
  generation: number;
}

/** The store and the cluster as this look sees them. */
export function watchLook(
  look: WatchedLook,
  cluster: Cluster,
): { readonly store: Store; readonly cluster: Cluster } {
  const holding: Holding = { epoch: undefined, generation: 0 };
  return { store: watchedStore(look, holding), cluster: watchedCluster(look, holding, cluster) };
}

function watchedStore(look: WatchedLook, holding: Holding): Store {
  const { store, turns, worker, tenantId } = look;
  return {
    ...store,
    get: async (collection, id) => {
      await turns.take(worker, `get ${collection}`);
      return await store.get(collection, id);
    },
    transact: async (work) => {
      await turns.take(worker, 'transact');
      const before = await store.get('tenants', tenantId);
      try {
        return await store.transact(work);
      } finally {
        noteRecord(look, holding, { before, after: await store.get('tenants', tenantId) });
      }
    },
  };
}

interface Records {
  readonly before: Tenant | undefined;
  readonly after: Tenant | undefined;
}

/** A worker that another one has replaced changes no record, and epochs only grow. */
function noteRecord({ audit, worker }: WatchedLook, holding: Holding, records: Records): void {
  const { before, after } = records;
  if (before === undefined || after === undefined) return;
  if (after.epoch < before.epoch) audit.violations.push(`${worker} turned the epoch back`);
  const isLate = holding.epoch !== undefined && holding.epoch !== before.epoch;
  if (isLate && after.record_version !== before.record_version) {
    audit.violations.push(`${worker} recorded something without the lease`);
  }
  if (after.epoch > before.epoch && holding.epoch === undefined) {
    Object.assign(holding, { epoch: after.epoch, generation: after.generation });
  }
}

function watchedCluster(look: WatchedLook, holding: Holding, cluster: Cluster): Cluster {
  const { turns } = look;
  const through = async <T>(title: string, call: () => Promise<T>) =>
    await inTurn(look, title, call);
  return {
    ...cluster,
    read: (ref) => through(`read ${ref.name}`, () => cluster.read(ref)),
    create: (object) =>
      through(`create ${object.metadata?.name}`, async () => {
        const created = await cluster.create(object);
        noteCreated(look.audit, created);
        await noteWrite(look, holding, object);
        return created;
      }),
    apply: (object, target) =>
      through(`apply ${object.metadata?.name}`, async () => {
        const applied = await cluster.apply(object, target);
        const isChanged = applied.metadata.resourceVersion !== target.resourceVersion;
        if (isChanged) await noteWrite(look, holding, object);
        return applied;
      }),
    scale: (ref, replicas, observed) =>
      through(`scale ${ref.name}`, () => cluster.scale(ref, replicas, observed)),
    delete: (ref, uid) => through(`delete ${ref.name}`, () => cluster.delete(ref, uid)),
    list: (request) => through(`list ${request.kind}`, () => cluster.list(request)),
    identity: () => through('identity', () => cluster.identity()),
    awaitChange: async (_ref, { timeoutMs, signal }) => await turns.sleep(timeoutMs, signal),
  };
}

/** A call that is given up takes effect later all the same, when nobody waits for its answer. */
async function inTurn<T>(look: WatchedLook, title: string, call: () => Promise<T>): Promise<T> {
  const { turns, worker } = look;
  if ((await turns.take(worker, title)) === 'go') return await call();
  void turns
    .take('', `late ${title}`)
    .then(call)
    .catch(() => undefined);
  throw new ClusterError('cluster_timeout', `Cannot ${title}: no answer in time`, {
    class: 'observe',
    outcome: 'unknown',
  });
}

function noteCreated({ created }: WriteAudit, { kind, metadata }: KubernetesObject): void {
  const operation = metadata?.annotations?.[operationAnnotation] ?? '';
  const key = `${kind} ${metadata?.name} ${operation}`.trimEnd();
  created.set(key, (created.get(key) ?? 0) + 1);
}

/** Nothing of an old generation is written once a newer wish has come true. */
async function noteWrite(
  { store, tenantId, audit, worker }: WatchedLook,
  { generation }: Holding,
  { kind, metadata }: KubernetesObject,
): Promise<void> {
  const tenant = await store.get('tenants', tenantId);
  if (tenant === undefined || tenant.observed_generation <= generation) return;
  audit.violations.push(
    `${worker} wrote ${kind} ${metadata?.name} of generation ${generation} after ${tenant.observed_generation} had come true`,
  );
}
