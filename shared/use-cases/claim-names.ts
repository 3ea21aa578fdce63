import type { Transaction } from '../ports/store.ts';
import { TenantryError } from '../tenant/errors.ts';
import { canSee, type Principal } from '../tenant/principal.ts';
import type { Claim } from '../tenant/records.ts';
import type { Tenant } from '../tenant/tenant.ts';

/** The claims on these names that there are already, read at once. */
export async function takenClaims(
  transaction: Transaction,
  names: readonly string[],
): Promise<readonly Claim[]> {
  const held = await Promise.all(names.map((name) => transaction.get('claims', name)));
  return held.filter((claim) => claim !== undefined);
}

/** Who wants the names, and what cannot be done without them: `create tenant "acme"`. */
export interface Claimant {
  readonly principal: Principal;
  readonly action: string;
}

/** Throws `slug_taken`, `host_taken` or the like for the first of these claims. */
export function assertUnclaimed([taken]: readonly Claim[], { principal, action }: Claimant): void {
  if (taken === undefined) return;
  const [kind] = taken.name.split(':');
  // Whose it is concerns only those who may see that tenant.
  const extensions = canSee(principal, taken.organization_id) ? { tenant_id: taken.tenant_id } : {};
  throw new TenantryError(`${kind}_taken`, `Cannot ${action}: its ${kind} is taken`, {
    extensions,
  });
}

/** Holds these names for the tenant. */
export function writeClaims(
  transaction: Transaction,
  { id: tenant_id, organization_id }: Tenant,
  names: readonly string[],
): void {
  const created_at = transaction.now();
  for (const name of names) {
    transaction.create('claims', name, { schema: 1, name, tenant_id, organization_id, created_at });
  }
}
