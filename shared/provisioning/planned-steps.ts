import type { Blueprint, BlueprintTenant, Catalog, RenderContext } from '../blueprint/blueprint.ts';
import { parseParams } from '../blueprint/parse-params.ts';
import type { StepSpec } from '../blueprint/step-spec.ts';
import { TerminalError } from '../tenant/errors.ts';
import type { OperationKind } from '../tenant/operation.ts';
import type { Tenant } from '../tenant/tenant.ts';

/** The steps of an operation of this kind. Throws `unknown_product` or `invalid_params` (terminal). */
export function plannedSteps(
  catalog: Catalog,
  tenant: Tenant,
  kind: OperationKind,
): readonly StepSpec[] {
  const blueprint = catalog.get(tenant.product);
  if (blueprint === undefined) {
    throw new TerminalError(
      'unknown_product',
      `Cannot plan tenant "${tenant.slug}": this deployment has no product "${tenant.product}"`,
    );
  }
  return blueprint.steps({ ...renderContextOf(blueprint, tenant), kind });
}

/** What the blueprint needs to render this tenant, defaults filled in. */
function renderContextOf(blueprint: Blueprint, tenant: Tenant): RenderContext {
  const parsed = parseParams(blueprint, tenant.params, '/params');
  if (!parsed.ok) {
    throw new TerminalError(
      'invalid_params',
      `Cannot plan tenant "${tenant.slug}": its params do not fit blueprint ${blueprint.name} ${blueprint.version}`,
      { errors: parsed.errors },
    );
  }
  return { tenant: blueprintTenantOf(tenant), params: parsed.params };
}

function blueprintTenantOf(tenant: Tenant): BlueprintTenant {
  const { id, id8, slug, organization, organization_id, tier, placement } = tenant;
  return { id, id8, slug, organization, organization_id, tier, namespace: placement.namespace };
}
