import type { Transaction } from '../ports/store.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { appendEvent, engineActor } from './append-event.ts';
import type { EnginePorts } from './engine-ports.ts';
import { type Ending, endedOperation, endedTenant } from './finish-operation.ts';
import { type Held, isReplaced, leaseLost } from './held.ts';

/** How one invocation of the engine leaves a tenant. */
export type Outcome =
  | Ending
  /** Look again at this time. */
  | { readonly kind: 'wait'; readonly until: string }
  /** There is more to do at once, but not in this invocation. */
  | { readonly kind: 'yield' };

type ReleasePorts = Pick<EnginePorts, 'store' | 'settings'>;

/**
 * Gives the lease back and says when to look again. Resolves to true when that is at once, so that
 * the caller publishes a hint. Rejects with `lease_lost` when another worker has the lease.
 */
export async function releaseLease(
  ports: ReleasePorts,
  held: Held,
  outcome: Outcome,
): Promise<boolean> {
  return await ports.store.transact(async (transaction) => {
    const stored = await transaction.get('tenants', held.tenant.id);
    if (stored === undefined || stored.epoch !== held.epoch) throw leaseLost(held.tenant.id);
    const isOld = isReplaced({ ...held, tenant: stored });
    const now = transaction.now();
    const released = {
      ...stored,
      lease: null,
      record_version: stored.record_version + 1,
      updated_at: now,
    };
    // A newer wish beats whatever came of the old one.
    if (isOld || outcome.kind === 'yield') {
      transaction.put('tenants', stored.id, { ...released, due: now });
      return true;
    }
    if (outcome.kind === 'wait') {
      transaction.put('tenants', stored.id, { ...released, due: outcome.until });
      return false;
    }
    await finish(
      transaction,
      { ...held, tenant: { ...released, due: null } },
      {
        ending: outcome,
        tombstoneMs: ports.settings.tombstoneMs,
      },
    );
    return false;
  });
}

interface Finish {
  readonly ending: Ending;
  readonly tombstoneMs: number;
}

async function finish(transaction: Transaction, held: Held, finish: Finish): Promise<void> {
  const { ending, tombstoneMs } = finish;
  const now = transaction.now();
  const ended = endedTenant(held.tenant, ending, { now, tombstoneMs });
  const isDeleted = ended.status === 'deleted';
  const freed = isDeleted ? await ownClaims(transaction, held.tenant) : [];
  const { operation } = held;
  const tenant = appendEvent(transaction, ended, {
    type: isDeleted ? 'tenant.deleted' : `operation.${ending.kind}`,
    message:
      ending.kind === 'failed'
        ? `Operation ${operation.kind} failed: ${ending.error.message}`
        : `Operation ${operation.kind} succeeded`,
    actor: engineActor,
    operation_id: operation.id,
    request_id: null,
  });
  for (const name of freed) transaction.remove('claims', name);
  transaction.put('tenants', tenant.id, tenant);
  transaction.put('operations', operation.id, endedOperation(operation, ending, now));
}

/** The names that are held for this tenant: never frees what somebody else holds by now. */
async function ownClaims(transaction: Transaction, tenant: Tenant): Promise<readonly string[]> {
  const claims = await Promise.all(tenant.claims.map((name) => transaction.get('claims', name)));
  return claims.flatMap((claim) => (claim?.tenant_id === tenant.id ? [claim.name] : []));
}
