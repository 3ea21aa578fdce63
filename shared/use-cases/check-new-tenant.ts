import type { Blueprint, Catalog } from '../blueprint/blueprint.ts';
import { parseParams } from '../blueprint/parse-params.ts';
import type { InputError } from '../tenant/errors.ts';
import type { JsonObject } from '../tenant/json.ts';
import { parseSlug, slugFrom } from '../tenant/slug.ts';

/** A tenant that a caller asks for. */
export interface NewTenant {
  readonly product: string;
  /** Left out: made from the organization's name. */
  readonly slug?: string;
  readonly organization: string;
  readonly tier?: string;
  readonly params: JsonObject;
  readonly labels: Readonly<Record<string, string>>;
  readonly cluster?: string;
}

/** A tenant that may be created. */
export interface CheckedTenant extends NewTenant {
  readonly blueprint: Blueprint;
  /** The slug with a part that `finishSlug` fills when the caller gave none. */
  readonly slugOf: (tenantId: string) => string;
  readonly tier: string;
  readonly cluster: string;
  /** Params with all defaults. */
  readonly resolvedParams: JsonObject;
}

export type NewTenantCheck =
  | { readonly ok: true; readonly tenant: CheckedTenant }
  | { readonly ok: false; readonly errors: readonly InputError[] };

/** The clusters that tenants can be placed on. */
export interface Placement {
  readonly cluster: string;
  readonly region: string;
}

/** Checks all that does not need the store, and returns every fault at once. */
export function checkNewTenant(
  catalog: Catalog,
  placement: Placement,
  wanted: NewTenant,
): NewTenantCheck {
  const blueprint = catalog.get(wanted.product);
  if (blueprint === undefined) return { ok: false, errors: [unknownProduct(catalog, wanted)] };
  const params = parseParams(blueprint, wanted.params, '/params');
  const { tier = blueprint.defaultTier, cluster = placement.cluster } = wanted;
  const errors = [
    ...slugErrors(blueprint, wanted),
    ...(blueprint.tiers.includes(tier) ? [] : [unknownTier(blueprint, tier)]),
    ...(cluster === placement.cluster ? [] : [unknownCluster(cluster)]),
    ...(params.ok ? [] : params.errors),
  ];
  if (errors.length > 0 || !params.ok) return { ok: false, errors };
  const slugOf = slugMaker(blueprint, wanted);
  const resolvedParams = params.params;
  return { ok: true, tenant: { ...wanted, blueprint, slugOf, tier, cluster, resolvedParams } };
}

function slugErrors(blueprint: Blueprint, { slug }: NewTenant): readonly InputError[] {
  if (slug === undefined) return [];
  const parsed = parseSlug(slug, blueprint.slug);
  return parsed.ok ? [] : parsed.errors.map((error) => ({ pointer: '/slug', ...error }));
}

function slugMaker(blueprint: Blueprint, { slug, organization }: NewTenant) {
  if (slug !== undefined) {
    const parsed = parseSlug(slug, blueprint.slug);
    return () => (parsed.ok ? parsed.slug : slug);
  }
  // Room for "-" and six random hex digits, so that two customers of one name do not clash.
  const stem = slugFrom(organization, Math.min(20, blueprint.slug.lengthMax - 7)) || 't';
  return (tenantId: string) => `${stem}-${tenantId.replaceAll('-', '').slice(-6)}`;
}

function unknownProduct(catalog: Catalog, { product }: NewTenant): InputError {
  const known = [...catalog.keys()].join(', ');
  const message = `There is no product "${product}"; there is: ${known}`;
  return { pointer: '/product', code: 'unknown_product', message };
}

/** The fault of a tier that the product does not have. */
export function unknownTier({ name, tiers }: Blueprint, tier: string): InputError {
  const message = `Product ${name} has no tier "${tier}"; it has: ${tiers.join(', ')}`;
  return { pointer: '/tier', code: 'unknown_tier', message };
}

function unknownCluster(cluster: string): InputError {
  const message = `There is no cluster "${cluster}"`;
  return { pointer: '/cluster', code: 'unknown_cluster', message };
}
