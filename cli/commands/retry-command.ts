import { defineCommand } from '../command.ts';
import { findTenantId, productOption } from '../find-tenant.ts';
import { finishWish, parseWishEnd, wishOptions } from '../finish-wish.ts';

/** `tenantry retry`. */
export const retryCommand = defineCommand({
  name: 'retry',
  summary: 'Try the failed operation of a tenant again',
  args: { tenant: { help: 'Id or slug' } },
  options: { ...productOption, ...wishOptions },
  examples: [{ line: 'tenantry retry acme --wait', does: 'Try again and watch how it goes' }],
  run: async (context, { args, options }) => {
    const end = parseWishEnd(options, 'retry');
    const client = context.client();
    const id = await findTenantId(client, { idOrSlug: args.tenant, product: options.product });
    const tenant = await client.retryTenant(id, options['idempotency-key'] ?? context.newId());
    await finishWish(context, tenant, end);
    return 0;
  },
});
