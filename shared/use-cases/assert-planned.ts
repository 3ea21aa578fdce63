import type { Catalog } from '../blueprint/blueprint.ts';
import { wishedObjects } from '../provisioning/rendered-objects.ts';
import { TenantryError } from '../tenant/errors.ts';
import type { Tenant } from '../tenant/tenant.ts';
import type { CheckedTenant } from './check-new-tenant.ts';
import type { Granted } from './grant-wish.ts';
import { type PlanBinding, parsePlanId, planDigest } from './plan-id.ts';
import { exampleId, renderChecked } from './render-tenant.ts';

/** What a change of a tenant that there is binds: the tenant as it was, and what the wish makes of it. */
export function bindingOfChange(
  catalog: Catalog,
  have: Tenant,
  { tenant, isWork }: Granted,
): PlanBinding {
  const { blueprint, tier, params, labels, organization, deletion_protection, desired } = tenant;
  const change = { blueprint, tier, params, labels, organization, deletion_protection, desired };
  return {
    tenantId: have.id,
    state: stateOf(have),
    change: planDigest({ ...change, kind: isWork ? tenant.last_operation.kind : null }),
    objects: planDigest(wishedObjects(catalog, tenant)),
  };
}

/** What creating a tenant binds: what was asked for, and its objects under an example's id. */
export function bindingOfNew(checked: CheckedTenant): PlanBinding {
  const { blueprint, organization, tier, labels, cluster, resolvedParams: params } = checked;
  const { name, version } = blueprint;
  const slug = checked.slugOf(exampleId);
  const change = { name, slug, organization, tier, labels, cluster, params };
  return {
    tenantId: null,
    state: planDigest(null),
    change: planDigest(change),
    objects: planDigest({ version, objects: renderChecked(checked, exampleId) }),
  };
}

/**
 * The plan that a change carries out. Throws `invalid_plan_id`, `plan_of_other_tenant`, or
 * `plan_stale` when the tenant has moved on since.
 */
export function assertFresh(planId: string, have: Tenant): PlanBinding {
  const plan = parsePlanId(planId);
  if (plan.tenantId !== have.id) throw otherTenant();
  if (plan.state !== stateOf(have)) throw stale(`tenant "${have.slug}" has changed since`);
  return plan;
}

function stateOf({ generation, inventory }: Tenant): string {
  return planDigest({ generation, inventory });
}

/**
 * Throws `plan_mismatch` unless this is the change that was planned, or `plan_stale` when its objects
 * would not be the planned ones any more.
 */
export function assertSameChange(plan: PlanBinding, now: PlanBinding): void {
  if (plan.change !== now.change) {
    throw new TenantryError(
      'plan_mismatch',
      'Cannot carry out the plan: this is not the change that was planned',
    );
  }
  if (plan.objects !== now.objects) throw stale('its objects would be others by now');
}

/** Throws `invalid_plan_id`, `plan_of_other_tenant`, `plan_mismatch` or `plan_stale`. */
export function assertNewPlanned(planId: string, now: PlanBinding): void {
  const plan = parsePlanId(planId);
  if (plan.tenantId !== null) throw otherTenant();
  assertSameChange(plan, now);
}

function otherTenant(): TenantryError {
  return new TenantryError(
    'plan_of_other_tenant',
    'Cannot carry out the plan: it was made for another tenant',
  );
}

function stale(why: string): TenantryError {
  return new TenantryError(
    'plan_stale',
    `Cannot carry out the plan: ${why}; make a new plan and look at it`,
  );
}
