import type { JsonObject } from '../shared/tenant/json.ts';
import type { CommandContext } from './command-context.ts';
import { type LiftedWish, type LiftRule, liftWish } from './lift-wish.ts';
import { productParams } from './product-params.ts';

/** Values for a tenant of a product that the server has. */
export interface ProductValues extends Pick<LiftRule, 'name' | 'given'> {
  readonly values: JsonObject;
  /** Undefined: the default of the server. */
  readonly product: string | undefined;
}

/**
 * Takes slug, tier and organization out of values, as `liftWish` does. Asks the server for the params
 * of the product only if one of them is there. Rejects as `liftWish` and `Client` do.
 */
export async function productWish(
  context: CommandContext,
  { values, product, ...rest }: ProductValues,
): Promise<LiftedWish> {
  const fields = ['slug', 'tier', 'organization'] as const;
  const rule = { ...rest, fields };
  const lifted = liftWish(values, { ...rule, isParam: () => false });
  // Nothing was taken out of them.
  if (product === undefined || lifted.params === values) return lifted;
  const names = await productParams(context.client(), product);
  return liftWish(values, { ...rule, isParam: (name) => names.includes(name) });
}
