import type { Transaction } from '../ports/store.ts';
import type { JsonObject } from '../tenant/json.ts';
import type { Tenant } from '../tenant/tenant.ts';

/** Who brought a revision about, why, and its params with all defaults. */
export interface RevisionFacts {
  readonly params: JsonObject;
  readonly actor: string;
  readonly reason: string;
}

/** Writes the revision that a tenant has just come to: append-only, one for each specification. */
export function writeRevision(
  transaction: Transaction,
  tenant: Tenant,
  { params, actor, reason }: RevisionFacts,
): void {
  const { id: tenant_id, organization_id, revision: number, blueprint, tier } = tenant;
  transaction.create('revisions', `${tenant_id}/${number}`, {
    ...{ schema: 1, tenant_id, organization_id, number },
    ...{ blueprint, tier, params, actor, reason },
    at: transaction.now(),
  });
}
