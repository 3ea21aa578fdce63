import type { Transaction } from '../ports/store.ts';
import { TenantryError } from '../tenant/errors.ts';
import type { Json, JsonObject } from '../tenant/json.ts';
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
  /** Params with all defaults. */
  readonly params: JsonObject;
  /** Where a name comes from that the params do not have: `/slug`. */
  readonly origin: string;
}

/** Throws `slug_taken`, `host_taken` or the like for the first of these claims, and says where it is. */
export function assertUnclaimed(
  [taken]: readonly Claim[],
  { principal, action, params, origin }: Claimant,
): void {
  if (taken === undefined) return;
  const [kind = ''] = taken.name.split(':');
  const name = taken.name.slice(taken.name.lastIndexOf(':') + 1);
  const pointer = pointerTo(params, { kind, name }, '/params') ?? origin;
  const message = `The ${kind} "${name}" is taken`;
  // Whose it is concerns only those who may see that tenant.
  const extensions = canSee(principal, taken.organization_id) ? { tenant_id: taken.tenant_id } : {};
  throw new TenantryError(`${kind}_taken`, `Cannot ${action}: its ${kind} "${name}" is taken`, {
    errors: [{ pointer, code: 'taken', message }],
    extensions,
  });
}

interface Claimed {
  readonly kind: string;
  readonly name: string;
}

/** Where a member that is called as this kind of claim has the name as its value. */
function pointerTo(value: Json, claimed: Claimed, pointer: string): string | undefined {
  for (const [key, member] of Object.entries(Object(value)) as [string, Json][]) {
    const place = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (key === claimed.kind && member === claimed.name) return place;
    // Texts have members, too: their characters.
    const found = typeof member === 'string' ? undefined : pointerTo(member, claimed, place);
    if (found !== undefined) return found;
  }
  return undefined;
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
