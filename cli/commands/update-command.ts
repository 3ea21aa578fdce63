import type { TenantView } from '../../shared/use-cases/tenant-view.ts';
import { defineCommand, type OptionTable, type OptionValues } from '../command.ts';
import { explainMismatch } from '../explain-mismatch.ts';
import { findTenantId, productOption } from '../find-tenant.ts';
import { finishWish, parseWishEnd, wishOptions } from '../finish-wish.ts';
import { assertPatchOptions, patchOptions, tenantPatch } from '../tenant-patch.ts';
import { UsageError } from '../usage-error.ts';
import { entityTag, ifMatchOption, planIdOption, wishTerms } from '../wish-terms.ts';

const options = {
  ...patchOptions,
  ...productOption,
  ...ifMatchOption,
  force: { type: 'boolean', help: 'Whatever somebody else has changed meanwhile' },
  ...planIdOption,
  ...wishOptions,
} as const satisfies OptionTable;

type Given = OptionValues<typeof options>;

/** `tenantry update`. */
export const updateCommand = defineCommand({
  name: 'update',
  summary: 'Change params, tier, labels, organization or deletion protection of a tenant',
  description:
    'Reads the tenant first and changes nothing when somebody else has changed it meanwhile. Labels, organization and protection change at once; params and tier start an operation. A values file is merged into what the tenant has.',
  args: { tenant: { help: 'Id or slug' } },
  options,
  examples: [
    { line: 'tenantry update acme --tier pro --wait', does: 'Change the tier and wait for it' },
    {
      line: 'tenantry update acme --set image.tag=v2 --unset greeting',
      does: 'Set one param, and take another back to its default',
    },
    { line: 'tenantry update acme --protect', does: 'Protect it from deletion' },
  ],
  run: async (context, { args, options: given }) => {
    const end = parseWishEnd(given, 'update');
    const terms = wishTerms(context, given, 'update');
    assertTerms(given);
    assertPatchOptions(given, 'update');
    const client = context.client();
    const id = await findTenantId(client, { idOrSlug: args.tenant, product: given.product });
    const before = await client.getTenant(id);
    const patch = await tenantPatch(context, before, { given, command: 'update' });
    const granted = await client
      .updateTenant(id, patch, { ifMatch: matchOf(given, before), ...terms })
      .catch(async (error: unknown) => {
        throw await explainMismatch(client, before, error);
      });
    await finishWish(context, granted, end);
    return 0;
  },
});

function matchOf({ force }: Given, { generation }: TenantView): string {
  return force ? '*' : entityTag(generation);
}

function assertTerms(given: Given): void {
  const { force, 'if-match': ifMatch, 'idempotency-key': key } = given;
  if (force && ifMatch !== undefined) {
    throw new UsageError('Options "--force" and "--if-match" contradict each other', 'update');
  }
  // The first run raises the generation: the second would send another one under the same key.
  if (key !== undefined && !force && ifMatch === undefined) {
    throw new UsageError('Option "--idempotency-key" needs --if-match or --force here', 'update');
  }
}
