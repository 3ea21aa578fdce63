import type { Blueprint, BlueprintTenant, Catalog, RenderContext } from '../blueprint/blueprint.ts';
import { blueprintOf } from '../blueprint/blueprint-versions.ts';
import { parseParams } from '../blueprint/parse-params.ts';
import type { StepSpec } from '../blueprint/step-spec.ts';
import { suspendedObjects } from '../kubernetes/suspended-objects.ts';
import { TenantryError, TerminalError } from '../tenant/errors.ts';
import type { OperationKind } from '../tenant/operation.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { removalOfValues } from './removal-of-values.ts';

const hourMs = 3_600_000;

/** The steps of an operation of this kind. Throws `unknown_product` or `invalid_params` (terminal). */
export function plannedSteps(
  catalog: Catalog,
  tenant: Tenant,
  kind: OperationKind,
): readonly StepSpec[] {
  const blueprint = plannedBlueprint(catalog, tenant);
  const context = contextOf(blueprint, tenant, kind);
  const stepsOf = (wanted: OperationKind) => blueprint.steps({ ...context, kind: wanted });
  if (kind === 'delete') {
    const stops = tenant.purge_at === null ? [] : whileRestorable(blueprint, tenant, stepsOf);
    return [...stops, ...withRemoval(stepsOf('delete'), removalOfValues(catalog, tenant))];
  }
  // What was suspended before it was deleted comes back suspended, as it stands.
  if (kind === 'restore' && tenant.desired === 'suspended') return [];
  if (kind === 'repair' && tenant.desired === 'suspended') return stepsOf(kind).map(whileSuspended);
  return tenant.pending === null ? stepsOf(kind) : stepsOf(kind).filter(isFor(kind));
}

/** No blueprint can forget what ends a deletion, and one that says it itself says when. */
function withRemoval(
  steps: readonly StepSpec[],
  removal: readonly StepSpec[],
): readonly StepSpec[] {
  const isSaid = steps.some(({ kind }) => kind === 'remove-sealed-values');
  return isSaid ? steps : [...steps, ...removal];
}

/** The same; none where nothing can be planned any more. */
export function plannedStepsIfAny(
  catalog: Catalog,
  tenant: Tenant,
  kind: OperationKind,
): readonly StepSpec[] {
  try {
    return plannedSteps(catalog, tenant, kind);
  } catch (error) {
    if (error instanceof TenantryError) return [];
    throw error;
  }
}

/**
 * Whether a step belongs to an operation of this kind on a tenant whose revision has not come true:
 * only what was asked to bring that about rolls it out, with its migrations and in its order.
 */
function isFor(kind: OperationKind): (step: StepSpec) => boolean {
  const rollsOut = kind !== 'resume' && kind !== 'restore' && kind !== 'repair';
  return ({ kind: step }) =>
    rollsOut || (step !== 'apply-objects' && step !== 'apply-sealed-secrets');
}

/** Params that this program takes no more do not keep a tenant from being deleted. */
function contextOf(blueprint: Blueprint, tenant: Tenant, kind: OperationKind): RenderContext {
  if (kind !== 'delete') return renderContextOf(blueprint, tenant);
  const parsed = parseParams(blueprint, tenant.params, '/params');
  const params = parsed.ok ? parsed.params : tenant.params;
  return { tenant: blueprintTenantOf(tenant), params };
}

/** The blueprint that this tenant is planned with. Throws `unknown_product` (terminal). */
export function plannedBlueprint(catalog: Catalog, tenant: Tenant): Blueprint {
  const blueprint = blueprintOf(catalog, tenant.blueprint);
  if (blueprint !== undefined) return blueprint;
  throw new TerminalError(
    'unknown_product',
    `Cannot plan tenant "${tenant.slug}": this deployment has no product "${tenant.product}"`,
  );
}

/** What the blueprint needs to render this tenant, defaults filled in. Throws `invalid_params` (terminal). */
export function renderContextOf(blueprint: Blueprint, tenant: Tenant): RenderContext {
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

/** A deleted tenant stops at once, but nothing of it is taken away while it may be restored. */
function whileRestorable(
  blueprint: Blueprint,
  { tier }: Tenant,
  stepsOf: (kind: OperationKind) => readonly StepSpec[],
): readonly StepSpec[] {
  const stops = blueprint.operations.includes('suspend') ? stepsOf('suspend') : [];
  const deadlineMs = (blueprint.softDeleteMs?.(tier) ?? 0) + hourMs;
  return [...stops, { kind: 'await-purge', name: 'await-purge', deadlineMs }];
}

/** What a suspended tenant should have is the same without pods: a repair must not wake it. */
function whileSuspended(spec: StepSpec): StepSpec {
  return spec.kind === 'apply-objects'
    ? { ...spec, objects: suspendedObjects(spec.objects) }
    : spec;
}

function blueprintTenantOf(tenant: Tenant): BlueprintTenant {
  const { id, id8, slug, organization, organization_id, tier, placement, systems } = tenant;
  return {
    id,
    id8,
    slug,
    organization,
    organization_id,
    tier,
    namespace: placement.namespace,
    systems,
  };
}
