import type { Blueprint, Catalog } from './blueprint.ts';

/** Every version of a product that this program has, the newest first. */
export function versionsOf(blueprint: Blueprint): readonly Blueprint[] {
  return [blueprint, ...(blueprint.former ?? [])];
}

/** Which blueprint a tenant has. */
export interface BlueprintRef {
  readonly name: string;
  readonly version: string;
}

/** The blueprint of exactly this version, if this program has it. */
export function findBlueprint(
  catalog: Catalog,
  { name, version }: BlueprintRef,
): Blueprint | undefined {
  const newest = catalog.get(name);
  return newest && versionsOf(newest).find((blueprint) => blueprint.version === version);
}

/**
 * The blueprint that a tenant is planned with: its own version, or the newest one when this program
 * no longer has that, so that nobody is stranded. Undefined: there is no such product.
 */
export function blueprintOf(catalog: Catalog, ref: BlueprintRef): Blueprint | undefined {
  return findBlueprint(catalog, ref) ?? catalog.get(ref.name);
}
