import { defineCommand } from '../command.ts';
import { findTenantId, productOption } from '../find-tenant.ts';
import { printAnswer } from '../print-answer.ts';
import { pastTenantTable } from '../views/past-tenant-table.ts';
import { tenantTables } from '../views/tenant-tables.ts';

/** `tenantry get`. */
export const getCommand = defineCommand({
  name: 'get',
  summary: 'Show a tenant, as it is or as it was',
  args: { tenant: { help: 'Id or slug; with --at a deleted tenant by its id' } },
  options: {
    ...productOption,
    at: { type: 'string', value: 'time', help: 'As it was then, such as 2026-01-31T12:00:00Z' },
  },
  examples: [
    { line: 'tenantry get acme', does: 'Show all about the tenant with this slug' },
    { line: 'tenantry get acme -o yaml', does: 'The same, as the API says it' },
    { line: 'tenantry get acme --at 2026-01-31T12:00:00Z', does: 'Show what it was made of then' },
  ],
  run: async (context, { args, options }) => {
    const client = context.client();
    const id = await findTenantId(client, { idOrSlug: args.tenant, product: options.product });
    if (options.at !== undefined) {
      const past = await client.getPastTenant(id, options.at);
      printAnswer(context, { value: past, tables: [pastTenantTable(past)] });
      return 0;
    }
    const tenant = await client.getTenant(id);
    printAnswer(context, { value: tenant, tables: tenantTables(tenant) });
    return 0;
  },
});
