import type { JsonObject } from '../shared/tenant/json.ts';
import type { OptionTable, OptionValues } from './command.ts';
import type { CommandContext } from './command-context.ts';
import { type LiftedWish, liftWish } from './lift-wish.ts';
import { textAssignments, withAssignments } from './parse-assignments.ts';
import { parseValues } from './parse-values.ts';
import { productParams } from './product-params.ts';

/** What a command line says of a new tenant. */
export const newTenantOptions = {
  slug: {
    type: 'string',
    value: 'slug',
    help: 'Name in addresses; made of organization without it',
  },
  organization: { type: 'string', value: 'name', help: 'Display name of the customer' },
  set: {
    type: 'string',
    multiple: true,
    value: 'k=v',
    help: 'One param as text; k:=v takes JSON, a.b=v goes inside a',
  },
  values: { type: 'string', short: 'f', value: 'file', help: 'YAML or JSON values; - is stdin' },
  tier: { type: 'string', value: 'tier', help: 'One of the tiers of the product' },
  label: { type: 'string', multiple: true, value: 'k=v', help: 'A label of your own' },
  cluster: { type: 'string', value: 'cluster', help: 'Where to place the tenant' },
} as const satisfies OptionTable;

/** What a command was given for it. */
export interface NewTenantInput {
  /** Undefined: the default of the server. */
  readonly product: string | undefined;
  readonly given: OptionValues<typeof newTenantOptions>;
  readonly command: string;
}

/**
 * The body of `POST /tenants`: the API finds every fault of it at once, so none is looked for here.
 * Rejects with `UsageError` before anything is read, or with `invalid_values`.
 */
export async function newTenantBody(
  context: CommandContext,
  { product, given, command }: NewTenantInput,
): Promise<JsonObject> {
  const labels = textAssignments(given.label, { option: 'label', command });
  const option = { option: 'set', command };
  // Checked before anything is read or sent.
  withAssignments({}, given.set, option);
  const { params, ...lifted } = await valuesOf(context, product, given.values);
  const { slug = lifted.slug, organization = lifted.organization, tier = lifted.tier } = given;
  return {
    params: withAssignments(params, given.set, option),
    ...(product !== undefined && { product }),
    ...(slug !== undefined && { slug }),
    ...(organization !== undefined && { organization }),
    ...(tier !== undefined && { tier }),
    ...(given.cluster !== undefined && { cluster: given.cluster }),
    ...(given.label.length > 0 && { labels }),
  };
}

async function valuesOf(
  context: CommandContext,
  product: string | undefined,
  file: string | undefined,
): Promise<LiftedWish> {
  if (file === undefined) return { params: {} };
  const values = parseValues(await context.readInput(file), file);
  const names = product === undefined ? [] : await productParams(context.client(), product);
  return liftWish(values, {
    fields: ['slug', 'tier', 'organization'],
    isParam: (name) => names.includes(name),
    name: file,
  });
}
