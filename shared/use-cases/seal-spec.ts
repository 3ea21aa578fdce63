import { blueprintOf } from '../blueprint/blueprint-versions.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { invalidSpec, type TenantSpec } from './change-spec.ts';
import { type Sealed, sealParams } from './seal-params.ts';
import type { DecisionPorts } from './tenant-wish.ts';

/** A specification whose secret values are sealed, and those that it brings. */
export interface SealedSpec {
  readonly spec: TenantSpec;
  /** Absent: it brings none. */
  readonly sealed?: Sealed;
}

/**
 * Seals the secret values of a new specification, by the blueprint that it names. Throws
 * `invalid_tenant` with every fault of the values, or `sealing_not_set_up`.
 */
export function sealSpec(
  { catalog, sealing }: DecisionPorts,
  have: Tenant,
  spec: TenantSpec,
): SealedSpec {
  const { id: tenantId, params: known } = have;
  const blueprint = blueprintOf(catalog, spec.blueprint);
  const { params, sealed, errors } = sealParams(sealing?.sealer, {
    ...{ tenantId, blueprint, have: known },
    params: spec.params,
  });
  if (errors.length > 0) throw invalidSpec(have, errors);
  return { spec: { ...spec, params }, ...(sealed.values.size > 0 && { sealed }) };
}
