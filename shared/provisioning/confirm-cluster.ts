import type { Store } from '../ports/store.ts';
import { TenantryError } from '../tenant/errors.ts';
import type { StepContext } from './step-implementation.ts';

/** Rejects unless the cluster is the one we know; asks it at most once when it is. */
export type ClusterCheck = (context: StepContext) => Promise<void>;

/**
 * The check of one invocation of the engine: makes sure that the cluster is the one we knew under
 * this name, by the UID of its `kube-system` namespace. A cluster that was rebuilt is `cluster_lost`:
 * no step may take its emptiness for "everything is gone".
 */
export function createClusterCheck(store: Pick<Store, 'get' | 'transact'>): ClusterCheck {
  let isConfirmed = false;
  return async (context) => {
    if (isConfirmed) return;
    await confirmCluster(store, context);
    isConfirmed = true;
  };
}

async function confirmCluster(
  store: Pick<Store, 'get' | 'transact'>,
  { cluster, tenant }: StepContext,
): Promise<void> {
  const { cluster: name } = tenant.placement;
  const uid = await cluster.identity();
  const known = (await store.get('clusters', name)) ?? (await remember(store, name, uid));
  if (known.uid === uid && known.state === 'open') return;
  throw new TenantryError(
    'cluster_lost',
    `Cannot work on cluster "${name}": it is not the cluster that was known by this name`,
  );
}

async function remember(store: Pick<Store, 'transact'>, name: string, uid: string) {
  return await store.transact(async (transaction) => {
    const known = await transaction.get('clusters', name);
    if (known !== undefined) return known;
    const created_at = transaction.now();
    const record = { schema: 1, name, uid, state: 'open', created_at } as const;
    transaction.create('clusters', name, record);
    return record;
  });
}
