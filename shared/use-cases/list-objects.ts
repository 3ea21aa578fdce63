import { refOfEntry } from '../kubernetes/inventory.ts';
import type { ObjectRef, ObservedObject } from '../kubernetes/object.ts';
import { type Readiness, readinessOf } from '../kubernetes/readiness.ts';
import type { ClusterView } from '../ports/cluster-view.ts';
import type { Store } from '../ports/store.ts';
import { ClusterError } from '../tenant/cluster-error.ts';
import type { InventoryEntry } from '../tenant/tenant.ts';
import { assertNotDeleted, findTenant, type TenantQuestion } from './find-tenant.ts';
import { settleInTurn } from './settle-in-turn.ts';

/** Objects that are read at a time. */
const widthMax = 8;

/** What looking at a tenant's cluster acts through. */
export interface InspectPorts {
  readonly store: Pick<Store, 'get'>;
  readonly cluster: ClusterView;
}

/** An object of a tenant, and how it does. */
export interface ObjectView {
  readonly object: ObjectRef;
  readonly uid: string;
  readonly state: Readiness['state'] | 'missing' | 'unknown';
  /** One CamelCase word that a program can compare. */
  readonly reason: string;
  readonly message: string;
}

/**
 * Every object that was applied for the tenant, with its state in the cluster; no value of a Secret.
 * Rejects with `tenant_not_found` or `tenant_deleted`; an object that cannot be read is `unknown`.
 */
export async function listObjects(
  { store, cluster }: InspectPorts,
  question: TenantQuestion,
): Promise<readonly ObjectView[]> {
  const tenant = await findTenant(store, question);
  assertNotDeleted(tenant);
  return await settleInTurn(tenant.inventory, widthMax, async (entry) => ({
    ...{ object: refOfEntry(entry), uid: entry.uid },
    ...(await stateOf(cluster, entry)),
  }));
}

type State = Pick<ObjectView, 'state' | 'reason' | 'message'>;

async function stateOf(cluster: ClusterView, entry: InventoryEntry): Promise<State> {
  // Its reader needs no right to the values of any Secret, and so has none.
  if (entry.kind === 'Secret') return unknown('NotRead', 'Secrets are not read');
  try {
    return judged(entry, await cluster.read(refOfEntry(entry)));
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    return unknown(error.code, error.message);
  }
}

function judged({ kind, uid }: InventoryEntry, live: ObservedObject | undefined): State {
  if (live === undefined) {
    const hint = kind === 'Job' ? 'is gone; a finished Job is taken away after a while' : 'is gone';
    return { state: 'missing', reason: 'NotFound', message: hint };
  }
  if (live.metadata.uid !== uid) {
    return { state: 'failed', reason: 'Replaced', message: 'is another object of this name' };
  }
  return readinessOf(live);
}

function unknown(reason: string, message: string): State {
  return { state: 'unknown', reason, message };
}
