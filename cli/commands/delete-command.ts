import { defineCommand } from '../command.ts';
import { findTenantId, productOption } from '../find-tenant.ts';
import { finishWish, parseWishEnd, wishOptions } from '../finish-wish.ts';
import { ifMatchOption, planIdOption, wishTerms } from '../wish-terms.ts';

/** `tenantry delete`. */
export const deleteCommand = defineCommand({
  name: 'delete',
  summary: 'Delete a tenant with everything that belongs to it',
  description:
    'Where the product lets a deleted tenant be restored, it only stops at first: --wait returns then, and says until when "tenantry restore" brings it back.',
  args: { tenant: { help: 'Id or slug' } },
  options: { ...productOption, ...ifMatchOption, ...planIdOption, ...wishOptions },
  examples: [
    {
      line: 'tenantry delete acme --wait',
      does: 'Delete, and return when nothing is left, or nothing runs',
    },
  ],
  run: async (context, { args, options }) => {
    const end = parseWishEnd(options, 'delete');
    const terms = wishTerms(context, options, 'delete');
    const client = context.client();
    const id = await findTenantId(client, { idOrSlug: args.tenant, product: options.product });
    await finishWish(context, await client.deleteTenant(id, terms), end);
    return 0;
  },
});
