import type { Blueprint, Catalog, RenderContext } from '../blueprint/blueprint.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { plannedBlueprint, renderContextOf } from './planned-steps.ts';

/** The claim on a short id, which no two tenants of a cluster share. */
export function id8Claim(cluster: string, id8: string): string {
  return `id8:${cluster}:${id8}`;
}

/** Every name that this tenant must hold, by its present params. Throws as `plannedSteps` does. */
export function wantedClaims(catalog: Catalog, tenant: Tenant): readonly string[] {
  const blueprint = plannedBlueprint(catalog, tenant);
  return claimsOf(blueprint, renderContextOf(blueprint, tenant), tenant.placement.cluster);
}

/** Every name that a tenant of this blueprint holds on this cluster. */
export function claimsOf(
  blueprint: Blueprint,
  context: RenderContext,
  cluster: string,
): readonly string[] {
  const { slug, id8, namespace } = context.tenant;
  return [
    `slug:${blueprint.name}:${slug}`,
    id8Claim(cluster, id8),
    ...(blueprint.hasOwnNamespace ? [`namespace:${cluster}:${namespace}`] : []),
    ...blueprint.claims(context),
  ];
}
