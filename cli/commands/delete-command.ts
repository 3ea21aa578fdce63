import { defineCommand } from '../command.ts';
import { findTenantId, productOption } from '../find-tenant.ts';
import { finishWish, parseWishEnd, wishOptions } from '../finish-wish.ts';

/** `tenantry delete`. */
export const deleteCommand = defineCommand({
  name: 'delete',
  summary: 'Delete a tenant with everything that belongs to it',
  args: { tenant: { help: 'Id or slug' } },
  options: { ...productOption, ...wishOptions },
  examples: [
    { line: 'tenantry delete acme --wait', does: 'Delete, and return when nothing is left' },
  ],
  run: async (context, { args, options }) => {
    const end = parseWishEnd(options, 'delete');
    const client = context.client();
    const id = await findTenantId(client, { idOrSlug: args.tenant, product: options.product });
    const tenant = await client.deleteTenant(id, options['idempotency-key'] ?? context.newId());
    await finishWish(context, tenant, end);
    return 0;
  },
});
