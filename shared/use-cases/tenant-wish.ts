import type { Catalog } from '../blueprint/blueprint.ts';
import { allowedActions, type TenantAction } from '../tenant/allowed-actions.ts';
import { TenantryError } from '../tenant/errors.ts';
import type { Tenant } from '../tenant/tenant.ts';
import type { WishInput, WishPorts } from './grant-wish.ts';

/** What a wish about a tenant that there is acts through. */
export interface TenantWishPorts extends WishPorts {
  readonly catalog: Catalog;
  /** A random UUID v4. */
  readonly newId: () => string;
}

/** A wish about a tenant that there is. */
export interface TenantWishInput extends WishInput {
  readonly tenantId: string;
  /** The generation that the caller has seen; absent: any. */
  readonly ifGeneration?: number;
}

/** Throws `generation_mismatch` when the caller has seen another generation. */
export function assertGeneration({ id, generation }: Tenant, seen: number | undefined): void {
  if (seen === undefined || seen === generation) return;
  throw new TenantryError(
    'generation_mismatch',
    `Cannot change tenant "${id}": it is at generation ${generation}, not ${seen}; read it again`,
  );
}

/** Throws `action_not_allowed`, naming the actions that are, unless the status allows this one. */
export function assertAllowed({ id, status }: Tenant, action: TenantAction): void {
  const allowed_actions = allowedActions(status);
  if (allowed_actions.includes(action)) return;
  throw new TenantryError(
    'action_not_allowed',
    `Cannot ${action} tenant "${id}": it is ${status}`,
    { extensions: { allowed_actions } },
  );
}
