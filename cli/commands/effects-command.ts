import { defineCommand } from '../command.ts';
import { findTenantId, productOption } from '../find-tenant.ts';
import { printAnswer } from '../print-answer.ts';
import { effectTable } from '../views/effect-table.ts';

/** `tenantry effects`. */
export const effectsCommand = defineCommand({
  name: 'effects',
  summary: 'List what was brought about once outside for a tenant, such as a mail',
  args: { tenant: { help: 'Id or slug' } },
  options: productOption,
  examples: [{ line: 'tenantry effects acme', does: 'Show whether its welcome mail was sent' }],
  run: async (context, { args, options }) => {
    const client = context.client();
    const id = await findTenantId(client, { idOrSlug: args.tenant, product: options.product });
    const { items: effects, next_cursor } = await client.listEffects(id);
    printAnswer(context, { value: { effects, next_cursor }, tables: [effectTable(effects)] });
    return 0;
  },
});
