import type { InputError } from '../shared/tenant/errors.ts';
import type { Json, JsonObject } from '../shared/tenant/json.ts';
import { CliError } from './cli-error.ts';

/** What a values file may say of the tenant besides its params. */
export type WishField = 'slug' | 'tier' | 'organization' | 'tenantId';

/** Params, and the fields that stood among them. */
export type LiftedWish = { readonly params: JsonObject } & {
  readonly [K in WishField]?: string;
};

/** What to look for in values. */
export interface LiftRule {
  readonly fields: readonly WishField[];
  /** Whether the product has a param of this name: such a value counts and stays where it is. */
  readonly isParam: (name: string) => boolean;
  /** Where they come from, for messages: the file. */
  readonly name: string;
  /** What the command line says: it stands for whatever the values say of the same. */
  readonly given?: { readonly [K in WishField]?: string | undefined };
}

/** Where values files of the products that people come from say it. */
const places: Readonly<Record<WishField, readonly (readonly string[])[]>> = {
  slug: [['slug'], ['subdomain'], ['tenantSubdomain'], ['tenant', 'orgSlug']],
  tier: [['tier']],
  organization: [['organization']],
  tenantId: [['tenant', 'id']],
};

interface Found {
  readonly field: WishField;
  readonly path: readonly string[];
  readonly value: Json;
}

/**
 * Takes slug, tier and the like out of values. Throws `invalid_values` with every one that is no text
 * or that says something else than another place of the values.
 */
export function liftWish(values: JsonObject, rule: LiftRule): LiftedWish {
  const { fields, isParam, name, given = {} } = rule;
  const found = fields
    .flatMap((field) => foundIn(values, field))
    .map((each) => ({ ...each, value: given[each.field] ?? each.value }));
  const errors = found.flatMap((each) => faultsOf(each, found));
  if (errors.length > 0) {
    throw new CliError('invalid_values', `Cannot use the values of "${name}"`, { errors });
  }
  const lifted = Object.fromEntries(found.map(({ field, value }) => [field, String(value)]));
  const params = found.reduce((rest, { path, value }) => {
    const [top = ''] = path;
    return isParam(top) ? withMember(rest, path, value) : without(rest, path);
  }, values);
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...lifted, ...Object.fromEntries(said), params };
}

function foundIn(values: JsonObject, field: WishField): readonly Found[] {
  return places[field].flatMap((path) => {
    const value = path.reduce<Json | undefined>(memberOf, values);
    return value === undefined ? [] : [{ field, path, value }];
  });
}

function memberOf(value: Json | undefined, name: string): Json | undefined {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function faultsOf({ field, path, value }: Found, all: readonly Found[]): readonly InputError[] {
  const pointer = `/${path.join('/')}`;
  if (typeof value !== 'string') {
    return [{ pointer, code: 'wrong_type', message: 'Must be a text: quote it' }];
  }
  const twin = all.find((other) => other.field === field);
  if (twin === undefined || twin.value === value) return [];
  const message = `Means the same as /${twin.path.join('/')} and differs; give one of them`;
  return [{ pointer, code: 'ambiguous', message }];
}

/** The values with another value of a member that they have. */
function withMember(values: JsonObject, path: readonly string[], value: Json): JsonObject {
  const [name = '', ...rest] = path;
  const inner = memberOf(values, name);
  return { ...values, [name]: isObject(inner) ? withMember(inner, rest, value) : value };
}

/** The values without one member, and without the object that it leaves empty. */
function without(values: JsonObject, [name = '', ...rest]: readonly string[]): JsonObject {
  const { [name]: member, ...others } = values;
  if (rest.length === 0 || !isObject(member)) return others;
  const inner = without(member, rest);
  return Object.keys(inner).length === 0 ? others : { ...values, [name]: inner };
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
