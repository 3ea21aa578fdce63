import type { Catalog } from '../blueprint/blueprint.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { plannedBlueprint, renderContextOf } from './planned-steps.ts';

/** The claim on a short id, which no two tenants of a cluster share. */
export function id8Claim(cluster: string, id8: string): string {
  return `id8:${cluster}:${id8}`;
}

/** Every name that this tenant must hold, by its present params. Throws as `plannedSteps` does. */
export function wantedClaims(catalog: Catalog, tenant: Tenant): readonly string[] {
  const blueprint = plannedBlueprint(catalog, tenant);
  return [
    `slug:${tenant.product}:${tenant.slug}`,
    id8Claim(tenant.placement.cluster, tenant.id8),
    ...blueprint.claims(renderContextOf(blueprint, tenant)),
  ];
}
