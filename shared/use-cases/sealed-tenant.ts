import type { Catalog } from '../blueprint/blueprint.ts';
import type { Sealing } from '../ports/vault.ts';
import { type InputError, TenantryError } from '../tenant/errors.ts';
import { isAdmin, type Principal } from '../tenant/principal.ts';
import {
  type CheckedTenant,
  checkNewTenant,
  type NewTenant,
  type Placement,
} from './check-new-tenant.ts';
import { type Sealed, sealParams } from './seal-params.ts';

/** A tenant that may be created, its secret values sealed for the id that it will have. */
export interface SealedTenant {
  readonly id: string;
  readonly checked: CheckedTenant;
  /** Absent: it brings none. */
  readonly sealed?: Sealed;
}

interface NewTenantPorts {
  readonly catalog: Catalog;
  readonly placement: Placement;
  readonly newId: () => string;
  readonly sealing?: Pick<Sealing, 'sealer'> | undefined;
}

interface NewTenantWish {
  readonly wanted: NewTenant;
  readonly principal: Principal;
}

/**
 * A tenant that this caller may create, its secret values sealed after they were checked. Throws
 * `invalid_tenant` with every fault, or `sealing_not_set_up`.
 */
export function sealedTenant(ports: NewTenantPorts, wish: NewTenantWish): SealedTenant {
  const checked = checkedTenant(ports, wish);
  const id = ports.newId();
  const { params, sealed, errors } = sealParams(ports.sealing?.sealer, {
    ...{ tenantId: id, blueprint: checked.blueprint },
    ...{ params: checked.params, have: {} },
  });
  if (errors.length > 0) throw invalidTenant(errors);
  if (sealed.values.size === 0) return { id, checked };
  const wanted = { ...wish.wanted, params };
  return { id, checked: checkedTenant(ports, { ...wish, wanted }), sealed };
}

/** A tenant that this caller may create. Throws `invalid_tenant` with every fault. */
function checkedTenant(
  { catalog, placement }: NewTenantPorts,
  { wanted, principal }: NewTenantWish,
): CheckedTenant {
  const asked = { ...wanted, isByAdmin: isAdmin(principal) };
  const check = checkNewTenant(catalog, placement, asked);
  if (check.ok) return check.tenant;
  throw invalidTenant(check.errors);
}

/** A tenant to create with these faults. */
function invalidTenant(errors: readonly InputError[]): TenantryError {
  return new TenantryError('invalid_tenant', 'Cannot create the tenant: the request has errors', {
    errors,
  });
}
