import type { Cluster } from '../../shared/ports/cluster.ts';
import type { Store } from '../../shared/ports/store.ts';
import type { EnginePorts } from '../../shared/provisioning/engine-ports.ts';
import { ClusterError } from '../../shared/tenant/cluster-error.ts';

/** A cluster whose call number `failAt` is answered with an error of this class. */
export function failingAt(
  cluster: Cluster,
  failAt: number,
  errorClass: ClusterError['class'],
): Cluster {
  let count = 0;
  const outcome = errorClass === 'observe' ? 'unknown' : 'not-done';
  return intercepted(cluster, async (call) => {
    count += 1;
    if (count - 1 !== failAt) return await call();
    // The worst unknown outcome: it did take effect.
    if (outcome === 'unknown') await call();
    throw new ClusterError('cluster_timeout', 'Cannot tell', { class: errorClass, outcome });
  });
}

/** At which call to the cluster a process is killed, before or after the call took effect. */
export interface Death {
  readonly dieAt: number;
  readonly isAfter: boolean;
}

/** The ports of a process that is killed at one of its calls to the cluster: nothing goes out after that. */
export function dyingAt(ports: EnginePorts, { dieAt, isAfter }: Death): EnginePorts {
  let count = 0;
  let isDead = false;
  const assertAlive = () => {
    if (isDead) throw new Error('killed');
  };
  const cluster = intercepted(ports.cluster, async (call) => {
    assertAlive();
    count += 1;
    if (count - 1 < dieAt) return await call();
    if (isAfter) await call();
    isDead = true;
    throw new Error('killed');
  });
  const store: Store = {
    ...ports.store,
    transact: async (work) => {
      assertAlive();
      return await ports.store.transact(work);
    },
  };
  return { ...ports, cluster, store };
}

/** A cluster whose every call goes through `through`. */
export function intercepted(
  cluster: Cluster,
  through: <T>(call: () => Promise<T>) => Promise<T>,
): Cluster {
  return {
    ...cluster,
    read: (ref) => through(() => cluster.read(ref)),
    create: (object) => through(() => cluster.create(object)),
    apply: (object, observed) => through(() => cluster.apply(object, observed)),
    scale: (ref, replicas, observed) => through(() => cluster.scale(ref, replicas, observed)),
    delete: (ref, uid) => through(() => cluster.delete(ref, uid)),
    list: (request) => through(() => cluster.list(request)),
    identity: () => through(() => cluster.identity()),
  };
}
