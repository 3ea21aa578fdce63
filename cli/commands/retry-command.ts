import { finishWish, wishOptions } from '../await-wish.ts';
import { defineCommand } from '../command.ts';
import { findTenantId, productOption } from '../find-tenant.ts';

/** `tenantry retry`. */
export const retryCommand = defineCommand({
  name: 'retry',
  summary: 'Try the failed operation of a tenant again',
  args: { tenant: { help: 'Id or slug' } },
  options: { ...productOption, ...wishOptions },
  examples: [{ line: 'tenantry retry acme --wait', does: 'Try again and watch how it goes' }],
  run: async (context, { args, options }) => {
    const client = context.client();
    const id = await findTenantId(client, { idOrSlug: args.tenant, product: options.product });
    const tenant = await client.retryTenant(id, options['idempotency-key'] ?? context.newId());
    await finishWish(context, tenant, { ...options, command: 'retry' });
    return 0;
  },
});
