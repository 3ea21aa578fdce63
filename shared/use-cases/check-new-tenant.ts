import type { Blueprint, Catalog, NamedSlug, ParamsWish } from '../blueprint/blueprint.ts';
import { parseParams } from '../blueprint/parse-params.ts';
import type { InputError } from '../tenant/errors.ts';
import type { JsonObject } from '../tenant/json.ts';
import { parseSlug, slugFrom } from '../tenant/slug.ts';
import { ownParams } from './own-params.ts';
import { unknownTier } from './unknown-tier.ts';

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
  /** Whether an admin asks; absent: not known here, and checked where it is. */
  readonly isByAdmin?: boolean;
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
  const own = ownParams(blueprint, wanted);
  const { tier = blueprint.defaultTier } = own;
  const { cluster = placement.cluster, isByAdmin = true } = wanted;
  const named = params.ok ? blueprint.slugIn?.(params.params) : undefined;
  const slug = wanted.slug ?? named?.slug;
  const wish = { isAdmin: isByAdmin, ...slugOfWish(blueprint, slug) };
  const errors = [
    ...slugErrors(blueprint, wanted.slug, '/slug'),
    ...namedSlugErrors(blueprint, wanted.slug, named),
    ...(params.ok ? wishErrors(blueprint, { ...wish, params: params.params }) : []),
    ...(blueprint.tiers.includes(tier) ? own.errors : [unknownTier(blueprint, tier)]),
    ...(cluster === placement.cluster ? [] : [unknownCluster(cluster)]),
    ...(params.ok ? [] : params.errors),
  ];
  if (errors.length > 0 || !params.ok) return { ok: false, errors };
  const slugOf = slugMaker(blueprint, slug, wanted.organization);
  const checked = { blueprint, slugOf, tier, cluster, resolvedParams: params.params };
  return { ok: true, tenant: { ...wanted, params: own.params, ...checked } };
}

function slugOfWish(
  blueprint: Blueprint,
  slug: string | undefined,
): Pick<ParamsWish, 'slug'> | undefined {
  const parsed = slug === undefined ? undefined : parseSlug(slug, blueprint.slug);
  return parsed?.ok ? { slug: parsed.slug } : undefined;
}

function slugErrors(
  blueprint: Blueprint,
  slug: string | undefined,
  pointer: string,
): readonly InputError[] {
  if (slug === undefined) return [];
  const parsed = parseSlug(slug, blueprint.slug);
  return parsed.ok ? [] : parsed.errors.map((error) => ({ pointer, ...error }));
}

/** Faults of a slug that params name: it is one by itself, or the same as the tenant's. */
export function namedSlugErrors(
  blueprint: Blueprint,
  own: string | undefined,
  named: NamedSlug | undefined,
): readonly InputError[] {
  if (named === undefined) return [];
  const pointer = `/params${named.pointer}`;
  if (own === undefined) return slugErrors(blueprint, named.slug, pointer);
  const [a, b] = [own, named.slug].map((text) => parseSlug(text, blueprint.slug));
  const isSame = a?.ok === true && b?.ok === true && a.slug === b.slug;
  const message = `Must be the slug of the tenant, "${own}", or be left out`;
  return isSame || a?.ok === false ? [] : [{ pointer, code: 'ambiguous', message }];
}

/** What the product refuses to be asked for, as faults of the request. */
export function wishErrors(blueprint: Blueprint, wish: ParamsWish): readonly InputError[] {
  const faults = blueprint.wishFaults?.(wish) ?? [];
  return faults.map((fault) => ({ ...fault, pointer: `/params${fault.pointer}` }));
}

function slugMaker(blueprint: Blueprint, slug: string | undefined, organization: string) {
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

function unknownCluster(cluster: string): InputError {
  const message = `There is no cluster "${cluster}"`;
  return { pointer: '/cluster', code: 'unknown_cluster', message };
}
