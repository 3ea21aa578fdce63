import type { JsonObject } from '../shared/tenant/json.ts';
import type { OptionTable, OptionValues } from './command.ts';
import type { CommandContext } from './command-context.ts';
import { textAssignments, withAssignments } from './parse-assignments.ts';
import { parseValues } from './parse-values.ts';
import { productWish } from './product-wish.ts';

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
  const { slug, organization, tier } = given;
  const { params, ...wish } = await productWish(context, {
    values: await valuesOf(context, given, command),
    name: given.values ?? '--set',
    given: { slug, organization, tier },
    product,
  });
  return {
    params,
    ...(product !== undefined && { product }),
    ...wish,
    ...(given.cluster !== undefined && { cluster: given.cluster }),
    ...(given.label.length > 0 && { labels }),
  };
}

/** What is set on the command line counts as if it stood in the file. */
async function valuesOf(
  { readInput }: CommandContext,
  { values: file, set }: NewTenantInput['given'],
  command: string,
): Promise<JsonObject> {
  const option = { option: 'set', command };
  // Checked before anything is read or sent.
  withAssignments({}, set, option);
  const read = file === undefined ? {} : parseValues(await readInput(file), file);
  return withAssignments(read, set, option);
}
