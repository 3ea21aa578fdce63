import type { Blueprint } from '../blueprint/blueprint.ts';
import type { InputError } from '../tenant/errors.ts';

/** The fault of a tier that the product does not have. */
export function unknownTier({ name, tiers }: Blueprint, tier: string): InputError {
  const message = `Product ${name} has no tier "${tier}"; it has: ${tiers.join(', ')}`;
  return { pointer: '/tier', code: 'unknown_tier', message };
}
