import type { JsonObject } from '../../shared/tenant/json.ts';
import { defineCommand, type OptionTable, type OptionValues } from '../command.ts';
import type { CommandContext } from '../command-context.ts';
import { finishWish, parseWishEnd, wishOptions } from '../finish-wish.ts';
import { type LiftedWish, liftWish } from '../lift-wish.ts';
import { textAssignments, withAssignments } from '../parse-assignments.ts';
import { parseValues } from '../parse-values.ts';
import { productParams } from '../product-params.ts';
import { wishTerms } from '../wish-terms.ts';

const options = {
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
  label: { type: 'string', multiple: true, value: 'k=v', help: 'A mark of your own' },
  cluster: { type: 'string', value: 'cluster', help: 'Where to place the tenant' },
  ...wishOptions,
} as const satisfies OptionTable;

/** `tenantry create`. */
export const createCommand = defineCommand({
  name: 'create',
  summary: 'Create a tenant',
  description:
    'A values file holds params as they are; slug (also as subdomain, tenantSubdomain or tenant.orgSlug), tier and organization in it count too. What the command line says wins.',
  args: {
    product: {
      help: 'Name of the product; without it the default of the server',
      isOptional: true,
    },
  },
  options,
  examples: [
    {
      line: 'tenantry create frappe --slug acme --organization "Acme Ltd" --set email=ada@acme.example --wait',
      does: 'Create a tenant and wait until it is active',
    },
    {
      line: 'tenantry create frappe -f examples/frappe.yaml --label team=a',
      does: 'Create one from a values file',
    },
  ],
  run: async (context, { args, options: given }) => {
    const end = parseWishEnd(given, 'create');
    const body = await bodyOf(context, args.product, given);
    const terms = wishTerms(context, given, 'create');
    await finishWish(context, await context.client().createTenant(body, terms), end);
    return 0;
  },
});

/** The body of `POST /tenants`: the API finds every fault of it at once, so none is looked for here. */
async function bodyOf(
  context: CommandContext,
  product: string | undefined,
  given: OptionValues<typeof options>,
): Promise<JsonObject> {
  const labels = textAssignments(given.label, { option: 'label', command: 'create' });
  const option = { option: 'set', command: 'create' };
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
