import type { Catalog } from '../blueprint/blueprint.ts';
import type { Transaction } from '../ports/store.ts';
import { isOperationEnded } from '../tenant/operation.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { appendEvent, engineActor } from './append-event.ts';
import type { EnginePorts } from './engine-ports.ts';
import { type Ending, endedOperation, endedTenant } from './finish-operation.ts';
import { type Held, isReplaced, leaseLost } from './held.ts';
import { wantedClaims } from './wanted-claims.ts';

/** How one invocation of the engine leaves a tenant. */
export type Outcome =
  | Exclude<Ending, { kind: 'cancelled' }>
  /** Look again at this time. */
  | { readonly kind: 'wait'; readonly until: string }
  /** There is more to do at once, but not in this invocation. */
  | { readonly kind: 'yield' };

type ReleasePorts = Pick<EnginePorts, 'store' | 'settings' | 'catalog'>;

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
    if (isOld || outcome.kind === 'yield') {
      const due = dueOfNext(stored, now);
      transaction.put('tenants', stored.id, { ...released, due });
      return due !== null;
    }
    if (outcome.kind === 'wait') {
      transaction.put('tenants', stored.id, { ...released, due: outcome.until });
      return false;
    }
    await finish(
      transaction,
      { ...held, tenant: { ...released, due: null } },
      { ending: outcome, tombstoneMs: ports.settings.tombstoneMs, catalog: ports.catalog },
    );
    return false;
  });
}

/** A newer wish beats whatever came of the old one; after a cancellation there is no wish. */
function dueOfNext({ last_operation }: Tenant, now: string): string | null {
  return isOperationEnded(last_operation.state) ? null : now;
}

interface Finish {
  readonly ending: Ending;
  readonly tombstoneMs: number;
  readonly catalog: Catalog;
}

async function finish(transaction: Transaction, held: Held, finish: Finish): Promise<void> {
  const { ending, tombstoneMs, catalog } = finish;
  const now = transaction.now();
  const ended = endedTenant(held.tenant, ending, { now, tombstoneMs });
  const isDeleted = ended.status === 'deleted';
  const needless = ending.kind === 'succeeded' ? needlessClaims(catalog, ended, held) : [];
  const freed = await ownClaims(transaction, ended.id, needless);
  const { operation } = held;
  const kept = ended.claims.filter((name) => !needless.includes(name));
  const tenant = appendEvent(
    transaction,
    { ...ended, claims: kept },
    {
      type: isDeleted ? 'tenant.deleted' : `operation.${ending.kind}`,
      message:
        ending.kind === 'succeeded'
          ? `Operation ${operation.kind} succeeded`
          : `Operation ${operation.kind} failed: ${ending.error.message}`,
      actor: engineActor,
      operation_id: operation.id,
      request_id: null,
    },
  );
  for (const name of freed) transaction.remove('claims', name);
  transaction.put('tenants', tenant.id, tenant);
  transaction.put('operations', operation.id, endedOperation(operation, ending, now));
}

/** Names that a deleted tenant, or one that has come into its new revision, needs no more. */
function needlessClaims(catalog: Catalog, ended: Tenant, { tenant }: Held): readonly string[] {
  if (ended.status === 'deleted') return tenant.claims;
  const isChanged = ended.good_revisions.at(-1) === ended.revision;
  const wanted = isChanged ? wantedClaims(catalog, ended) : tenant.claims;
  return tenant.claims.filter((name) => !wanted.includes(name));
}

/** The names that are held for this tenant: never frees what somebody else holds by now. */
async function ownClaims(
  transaction: Transaction,
  tenantId: string,
  names: readonly string[],
): Promise<readonly string[]> {
  const claims = await Promise.all(names.map((name) => transaction.get('claims', name)));
  return claims.flatMap((claim) => (claim?.tenant_id === tenantId ? [claim.name] : []));
}
