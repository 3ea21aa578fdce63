import { defineCommand } from '../command.ts';
import { findTenantId, productOption } from '../find-tenant.ts';
import { printAnswer } from '../print-answer.ts';
import { notePage, pageOptions, readPages } from '../read-pages.ts';
import { operationTable, stepTable } from '../views/operation-tables.ts';

/** `tenantry operations`. */
export const operationsCommand = defineCommand({
  name: 'operations',
  summary: 'Show what was done to a tenant, newest first',
  args: { tenant: { help: 'Id or slug; a deleted tenant by its id' } },
  options: {
    ...productOption,
    steps: { type: 'boolean', help: 'Show the steps of each operation too' },
    ...pageOptions,
  },
  examples: [
    { line: 'tenantry operations acme', does: 'Show all that was asked for, and how it went' },
    { line: 'tenantry operations acme --limit 1 --steps', does: 'The steps of the latest one' },
  ],
  run: async (context, { args, options }) => {
    const client = context.client();
    const id = await findTenantId(client, { idOrSlug: args.tenant, product: options.product });
    const readPage = (page: object) => client.listOperations(id, page);
    const { items, next_cursor } = await readPages({ command: 'operations', options, readPage });
    const steps = options.steps ? items.map(stepTable) : [];
    const tables = [operationTable(items), ...steps];
    printAnswer(context, { value: { operations: items, next_cursor }, tables });
    notePage(context, { items, next_cursor }, 'operations');
    return 0;
  },
});
