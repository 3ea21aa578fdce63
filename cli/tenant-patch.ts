import type { JsonObject } from '../shared/tenant/json.ts';
import type { TenantView } from '../shared/use-cases/tenant-view.ts';
import { CliError } from './cli-error.ts';
import type { OptionTable, OptionValues } from './command.ts';
import type { CommandContext } from './command-context.ts';
import { paramOptions, paramPatch } from './param-patch.ts';
import { textAssignments } from './parse-assignments.ts';
import { parseValues } from './parse-values.ts';
import { productWish } from './product-wish.ts';
import { UsageError } from './usage-error.ts';

/** How a command line changes a tenant. */
export const patchOptions = {
  ...paramOptions,
  values: {
    type: 'string',
    short: 'f',
    value: 'file',
    help: 'YAML or JSON values to merge; null takes one back; - is stdin',
  },
  tier: { type: 'string', value: 'tier', help: 'One of the tiers of the product' },
  organization: { type: 'string', value: 'name', help: 'Display name of the customer' },
  label: { type: 'string', multiple: true, value: 'k=v', help: 'A label of your own' },
  'unset-label': { type: 'string', multiple: true, value: 'key', help: 'Remove a label' },
  protect: { type: 'boolean', help: 'Protect the tenant from deletion' },
  'no-protect': { type: 'boolean', help: 'Let the tenant be deleted again' },
} as const satisfies OptionTable;

export type PatchOptions = OptionValues<typeof patchOptions>;

/** Throws `UsageError` for options that say nothing or contradict each other: before anything is sent. */
export function assertPatchOptions(given: PatchOptions, command: string): void {
  const { protect, values, label, 'unset-label': unset } = given;
  if (protect && given['no-protect']) {
    throw new UsageError('Options "--protect" and "--no-protect" contradict each other', command);
  }
  const labels = textAssignments(label, { option: 'label', command });
  const clash = unset.find((key) => Object.hasOwn(labels, key));
  if (clash !== undefined) {
    const message = `Options "--label" and "--unset-label" contradict each other at "${clash}"`;
    throw new UsageError(message, command);
  }
  const options = { ...paramPatch({}, given, command), ...plainPatch(given, command) };
  if (Object.keys(options).length === 0 && values === undefined) {
    const names = Object.keys(patchOptions).map((name) => `--${name}`);
    throw new UsageError(`Nothing to change: give one of ${names.join(', ')}`, command);
  }
}

/**
 * The body of `PATCH /tenants/{id}`. The command line wins over the file. Rejects with
 * `invalid_values` for a file that cannot be used or that is of a tenant with another slug.
 */
export async function tenantPatch(
  context: CommandContext,
  tenant: TenantView,
  { given, command }: { readonly given: PatchOptions; readonly command: string },
): Promise<JsonObject> {
  const { values: file, set, unset, tier, organization } = given;
  const read = file === undefined ? {} : parseValues(await context.readInput(file), file);
  const name = file ?? '--set';
  const { slug = tenant.slug, ...lifted } = await productWish(context, {
    // What is set on the command line counts as if it stood in the file.
    values: paramPatch(read, { set, unset: [] }, command),
    ...{ name, product: tenant.product, given: { tier, organization } },
  });
  if (slug !== tenant.slug) throw ofAnother(tenant, name, slug);
  const params = paramPatch(lifted.params, { set: [], unset }, command);
  const { params: _params, ...wish } = lifted;
  return {
    ...wish,
    ...plainPatch(given, command),
    ...(Object.keys(params).length > 0 && { params }),
  };
}

function ofAnother({ slug: own }: TenantView, name: string, slug: string): CliError {
  const message = `Cannot use the values of "${name}": they are of "${slug}", not of "${own}", and a slug never changes`;
  return new CliError('invalid_values', message);
}

/** What the options say beside the values. */
function plainPatch(given: PatchOptions, command: string): JsonObject {
  const { tier, organization, label, 'unset-label': unset, protect } = given;
  const removed = Object.fromEntries(unset.map((key) => [key, null]));
  const labels = { ...textAssignments(label, { option: 'label', command }), ...removed };
  return {
    ...(tier !== undefined && { tier }),
    ...(organization !== undefined && { organization }),
    ...(Object.keys(labels).length > 0 && { labels }),
    ...((protect || given['no-protect']) && { deletion_protection: protect }),
  };
}
