import type { Blueprint } from '../blueprint/blueprint.ts';
import type { InputError } from '../tenant/errors.ts';
import type { JsonObject } from '../tenant/json.ts';
import { unknownTier } from './unknown-tier.ts';

/** Params as a caller gives them, and the tier beside them. */
export interface GivenParams {
  readonly params: JsonObject;
  readonly tier?: string | undefined;
}

/** The same as it is stored, and what is wrong with a tier among the params. */
export interface OwnParams extends GivenParams {
  readonly errors: readonly InputError[];
}

/** Given params, or a merge patch of them, in the product's own names, with the tier that they name. */
export function ownParams(blueprint: Blueprint, { params: given, tier }: GivenParams): OwnParams {
  const { params, tier: named } = blueprint.canonical?.(given) ?? { params: given };
  if (named === undefined || named === tier) return { params, tier, errors: [] };
  const pointer = '/params/tier';
  if (tier !== undefined) {
    const message = `Must be the tier of the tenant, "${tier}", or be left out`;
    return { params, tier, errors: [{ pointer, code: 'ambiguous', message }] };
  }
  if (blueprint.tiers.includes(named)) return { params, tier: named, errors: [] };
  return { params, tier, errors: [{ ...unknownTier(blueprint, named), pointer }] };
}
