import { defineCommand } from '../command.ts';
import { findTenantId, productOption } from '../find-tenant.ts';
import { printAnswer } from '../print-answer.ts';
import { tenantTables } from '../views/tenant-tables.ts';

/** `tenantry get`. */
export const getCommand = defineCommand({
  name: 'get',
  summary: 'Show a tenant',
  args: { tenant: { help: 'Id or slug' } },
  options: productOption,
  examples: [
    { line: 'tenantry get acme', does: 'Show all about the tenant with this slug' },
    { line: 'tenantry get acme -o yaml', does: 'The same, as the API says it' },
  ],
  run: async (context, { args, options }) => {
    const client = context.client();
    const id = await findTenantId(client, { idOrSlug: args.tenant, product: options.product });
    const tenant = await client.getTenant(id);
    printAnswer(context, { value: tenant, tables: tenantTables(tenant) });
    return 0;
  },
});
