import type { Transaction } from '../ports/store.ts';
import { TenantryError } from '../tenant/errors.ts';
import type { Revision } from '../tenant/records.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { changeSpec } from './change-spec.ts';
import type { WishAnswer } from './grant-wish.ts';
import {
  assertAllowed,
  type Decision,
  grantTenantWish,
  readWishedTenant,
  type TenantWishInput,
  type TenantWishPorts,
} from './tenant-wish.ts';

export interface RollbackTenantInput extends TenantWishInput {
  /** Number of the revision; absent: the newest that came true, but not the present one. */
  readonly revision?: number;
}

/**
 * Brings an earlier revision back, as a new one. Rejects as `readWishedTenant`, `assertAllowed` and
 * `changeSpec` do, or with `no_good_revision`, `revision_not_found` or `rollback_irreversible`.
 */
export async function rollbackTenant(
  ports: TenantWishPorts,
  input: RollbackTenantInput,
): Promise<WishAnswer> {
  return await grantTenantWish(ports, input, decideRollback);
}

/** The decision about that wish. */
export const decideRollback: Decision<RollbackTenantInput> = async (transaction, ports, input) => {
  const tenant = await readWishedTenant(transaction, input);
  assertAllowed('rollback', { catalog: ports.catalog, tenant, now: transaction.now() });
  const number = input.revision ?? lastGoodRevision(tenant);
  const revision = await readRevision(transaction, tenant, number);
  // A revision that is in force but has not come true is brought about once more.
  if (number === tenant.revision && tenant.pending === null) return { tenant, isWork: false };
  assertReversible(tenant, number);
  const { blueprint, tier, params } = revision;
  const spec = { blueprint, tier, params };
  const reason = `rollback to revision ${number}`;
  return await changeSpec(transaction, ports, {
    ...{ have: tenant, tenant, spec, input, kind: 'rollback', reason },
  });
};

async function readRevision(
  transaction: Transaction,
  { id, slug }: Tenant,
  number: number,
): Promise<Revision> {
  const revision = await transaction.get('revisions', `${id}/${number}`);
  if (revision !== undefined) return revision;
  throw new TenantryError(
    'revision_not_found',
    `Cannot roll back tenant "${slug}": it has no revision ${number}; GET /tenants/${id}/revisions lists them`,
  );
}

/** The newest revision that came true, but not the present one. */
function lastGoodRevision({ id, slug, good_revisions, revision }: Tenant): number {
  const target = good_revisions.findLast((number) => number !== revision);
  if (target !== undefined) return target;
  throw new TenantryError(
    'no_good_revision',
    `Cannot roll back tenant "${slug}": no earlier revision of it came true; choose one of GET /tenants/${id}/revisions`,
  );
}

function assertReversible({ slug, irreversible_revision }: Tenant, number: number): void {
  if (irreversible_revision === null || number >= irreversible_revision) return;
  throw new TenantryError(
    'rollback_irreversible',
    `Cannot roll back tenant "${slug}" to revision ${number}: what revision ${irreversible_revision} did cannot be undone`,
    { extensions: { irreversible_revision } },
  );
}
