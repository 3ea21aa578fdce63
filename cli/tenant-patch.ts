import type { JsonObject } from '../shared/tenant/json.ts';
import type { TenantView } from '../shared/use-cases/tenant-view.ts';
import { CliError } from './cli-error.ts';
import type { OptionTable, OptionValues } from './command.ts';
import type { CommandContext } from './command-context.ts';
import { liftWish } from './lift-wish.ts';
import { paramOptions, paramPatch } from './param-patch.ts';
import { textAssignments } from './parse-assignments.ts';
import { parseValues } from './parse-values.ts';
import { productParams } from './product-params.ts';
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
  const isEmpty = Object.keys(plainPatch(given, command)).length === 0;
  if (isEmpty && values === undefined) {
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
  const { params: fileParams, ...lifted } = await filePatch(context, tenant, given.values);
  const params = paramPatch(fileParams, given, command);
  return {
    ...lifted,
    ...plainPatch(given, command),
    ...(Object.keys(params).length > 0 && { params }),
  };
}

/** What the options alone say. */
function plainPatch(given: PatchOptions, command: string): JsonObject {
  const { tier, organization, label, 'unset-label': unset, protect } = given;
  const params = paramPatch({}, given, command);
  const removed = Object.fromEntries(unset.map((key) => [key, null]));
  const labels = { ...textAssignments(label, { option: 'label', command }), ...removed };
  return {
    ...(Object.keys(params).length > 0 && { params }),
    ...(tier !== undefined && { tier }),
    ...(organization !== undefined && { organization }),
    ...(Object.keys(labels).length > 0 && { labels }),
    ...((protect || given['no-protect']) && { deletion_protection: protect }),
  };
}

type FilePatch = JsonObject & { readonly params: JsonObject };

async function filePatch(
  context: CommandContext,
  { slug: ownSlug, product }: TenantView,
  file: string | undefined,
): Promise<FilePatch> {
  if (file === undefined) return { params: {} };
  const values = parseValues(await context.readInput(file), file);
  const names = await productParams(context.client(), product);
  const { slug = ownSlug, ...patch } = liftWish(values, {
    fields: ['slug', 'tier', 'organization'],
    isParam: (name) => names.includes(name),
    name: file,
  });
  if (slug === ownSlug) return patch;
  throw new CliError(
    'invalid_values',
    `Cannot use the values of "${file}": they are of "${slug}", not of "${ownSlug}", and a slug never changes`,
  );
}
