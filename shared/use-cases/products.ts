import type { Blueprint, Catalog } from '../blueprint/blueprint.ts';
import { versionsOf } from '../blueprint/blueprint-versions.ts';
import { paramsSchema } from '../blueprint/params-schema.ts';
import { TenantryError } from '../tenant/errors.ts';
import type { JsonObject } from '../tenant/json.ts';

/** A product in the list. */
export interface ProductSummary {
  readonly name: string;
  /** The newest one, which new tenants get. */
  readonly version: string;
  /** Every version that tenants can have, the newest first. */
  readonly versions: readonly string[];
  readonly summary: string;
  readonly tiers: readonly string[];
  readonly default_tier: string;
}

/** A product with the contract of its params. */
export interface ProductView extends ProductSummary {
  /** What may be asked of an active tenant besides delete. */
  readonly allowed_actions: readonly string[];
  /** JSON Schema 2020-12, with descriptions and defaults. */
  readonly params: JsonObject;
}

/** All products, by name. */
export function listProducts(catalog: Catalog): readonly ProductSummary[] {
  return [...catalog.values()].map(summaryOf);
}

/** One product. Throws `product_not_found`. */
export function getProduct(catalog: Catalog, name: string): ProductView {
  const blueprint = catalog.get(name);
  if (blueprint === undefined) {
    throw new TenantryError('product_not_found', `Cannot find product "${name}"`);
  }
  const allowed_actions = blueprint.operations;
  return { ...summaryOf(blueprint), allowed_actions, params: paramsSchema(blueprint) };
}

function summaryOf(blueprint: Blueprint): ProductSummary {
  const { name, version, summary, tiers, defaultTier } = blueprint;
  const versions = versionsOf(blueprint).map((each) => each.version);
  return { name, version, versions, summary, tiers, default_tier: defaultTier };
}
