import type { Catalog } from '../blueprint/blueprint.ts';
import { parseParams } from '../blueprint/parse-params.ts';
import { type FieldChange, fieldChanges } from '../kubernetes/field-changes.ts';
import { plannedBlueprint } from '../provisioning/planned-steps.ts';
import type { Json } from '../tenant/json.ts';
import type { Tenant } from '../tenant/tenant.ts';

/**
 * What a wish changes of the tenant itself, by the names that its callers know, params with all
 * defaults. Of a tenant that there is not yet, everything.
 */
export function planFields(
  catalog: Catalog,
  have: Tenant | undefined,
  want: Tenant,
): readonly FieldChange[] {
  const before = have === undefined ? { params: {}, labels: {} } : specOf(catalog, have);
  return fieldChanges(before, specOf(catalog, want));
}

function specOf(catalog: Catalog, tenant: Tenant): Json {
  const { blueprint, tier, organization, labels, deletion_protection } = tenant;
  const parsed = parseParams(plannedBlueprint(catalog, tenant), tenant.params, '/params');
  // Params of a version that this program no longer has may not fit the newest one.
  const params = parsed.ok ? parsed.params : tenant.params;
  return { version: blueprint.version, tier, params, organization, labels, deletion_protection };
}
