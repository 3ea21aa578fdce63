import type { Store } from '../ports/store.ts';
import type { Breaker } from '../tenant/breaker.ts';
import { TenantryError } from '../tenant/errors.ts';
import type { ClusterRecord } from '../tenant/records.ts';
import { breakerAnswer, heldBack } from './breaker-moves.ts';
import { clusterDependency, isOutage, proberOf } from './breakers.ts';
import type { EnginePorts } from './engine-ports.ts';
import { leaseEndingCode } from './guard-calls.ts';
import type { StepContext } from './step-implementation.ts';
import type { Wait } from './step-result.ts';

/**
 * Rejects unless the cluster is the one we know; asks it at most once when it is. Resolves to a wait
 * while its breaker holds calls back.
 */
export type ClusterCheck = (context: StepContext) => Promise<Wait | undefined>;

type CheckPorts = Pick<EnginePorts, 'store' | 'breakers' | 'random'>;

/**
 * The check of one invocation of the engine: makes sure that the cluster is the one we knew under
 * this name, by the UID of its `kube-system` namespace. A cluster that was rebuilt is `cluster_lost`:
 * no step may take its emptiness for "everything is gone". After a failure it looks at the breaker
 * before the next step, and an open one is closed by one worker that gets this answer.
 */
export function createClusterCheck(ports: CheckPorts): ClusterCheck {
  let isConfirmed = false;
  return async (context) => {
    const { cluster: name } = context.tenant.placement;
    if (isConfirmed && !ports.breakers.isInDoubt(clusterDependency(name))) return undefined;
    // Asked for together, so that the store answers both at once.
    const [breaker, known] = await Promise.all([
      ports.store.get('breakers', clusterDependency(name)),
      ports.store.get('clusters', name),
    ]);
    const answer = breakerAnswer(breaker, context.now);
    if (answer === 'pass' && isConfirmed) return undefined;
    const wait =
      answer === 'pass'
        ? await confirmCluster(ports.store, context, known)
        : await confirmBehindBreaker(ports, context, { breaker, known });
    isConfirmed = wait === undefined;
    return wait;
  };
}

interface Records {
  readonly breaker: Breaker | undefined;
  readonly known: ClusterRecord | undefined;
}

/** Waits, or is the one that tries: what it asks is who the cluster is, which changes nothing. */
async function confirmBehindBreaker(
  ports: CheckPorts,
  context: StepContext,
  { breaker, known }: Records,
): Promise<Wait | undefined> {
  if (breakerAnswer(breaker, context.now) === 'wait') return waitFor(ports, context, breaker);
  const prober = proberOf(clusterDependency(context.tenant.placement.cluster), context);
  const taken = await ports.breakers.takeProbe(prober);
  if (taken !== 'probe') return waitFor(ports, context, taken);
  try {
    await confirmCluster(ports.store, context, known);
  } catch (error) {
    // A call that was not made says nothing about the cluster: the probe ends by itself.
    if (error instanceof TenantryError && error.code === leaseEndingCode) throw error;
    const isAway = isOutage(error);
    const after = await ports.breakers.endProbe(prober, !isAway);
    if (!isAway) throw error;
    return waitFor(ports, context, after);
  }
  await ports.breakers.endProbe(prober, true);
  return undefined;
}

function waitFor(
  { random }: CheckPorts,
  { tenant, now }: StepContext,
  breaker: Breaker | undefined,
): Wait {
  const { cluster } = tenant.placement;
  const { afterMs, until } = heldBack(breaker, { now, random });
  const message = `Cluster "${cluster}" does not answer; nobody calls it ${until}`;
  return { kind: 'wait', reason: 'ClusterUnavailable', message, afterMs };
}

async function confirmCluster(
  store: Pick<Store, 'transact'>,
  { cluster, tenant }: StepContext,
  recorded: ClusterRecord | undefined,
): Promise<undefined> {
  const { cluster: name } = tenant.placement;
  const uid = await cluster.identity();
  const known = recorded ?? (await remember(store, name, uid));
  if (known.uid === uid && known.state === 'open') return undefined;
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
