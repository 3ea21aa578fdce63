import type { Catalog } from '../blueprint/blueprint.ts';
import { type BlueprintRef, blueprintOf } from '../blueprint/blueprint-versions.ts';
import type { JsonObject } from '../tenant/json.ts';
import { mergePatch } from '../tenant/merge-patch.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { invalidSpec, type TenantSpec } from './change-spec.ts';
import { ownParams } from './own-params.ts';

/** What a caller changes of a specification; what is absent stays. */
export interface SpecPatch {
  readonly params?: JsonObject | undefined;
  readonly tier?: string | undefined;
}

/**
 * The specification of a tenant after a merge patch, by this version of its blueprint. Throws
 * `invalid_tenant` for a tier among the params that cannot be.
 */
export function patchedSpec(
  catalog: Catalog,
  have: Tenant,
  { blueprint: ref, patch }: { readonly blueprint: BlueprintRef; readonly patch: SpecPatch },
): TenantSpec {
  const { params: given = {}, tier } = patch;
  const blueprint = blueprintOf(catalog, ref);
  // Whoever has no such blueprint is told so where the specification is checked.
  if (blueprint === undefined) {
    return { blueprint: ref, tier: tier ?? have.tier, params: mergePatch(have.params, given) };
  }
  const wanted = ownParams(blueprint, { params: given, tier });
  if (wanted.errors.length > 0) throw invalidSpec(have, wanted.errors);
  // A record may still have what was given by another name.
  const { params } = ownParams(blueprint, { params: have.params });
  return {
    blueprint: ref,
    tier: wanted.tier ?? have.tier,
    params: mergePatch(params, wanted.params),
  };
}
