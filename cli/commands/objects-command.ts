import { defineCommand } from '../command.ts';
import { findTenantId, productOption } from '../find-tenant.ts';
import { printAnswer } from '../print-answer.ts';
import { objectTable } from '../views/object-table.ts';

/** `tenantry objects`. */
export const objectsCommand = defineCommand({
  name: 'objects',
  summary: 'Show the Kubernetes objects of a tenant and how they do',
  args: { tenant: { help: 'Id or slug' } },
  options: productOption,
  examples: [{ line: 'tenantry objects acme', does: 'Show what it has, and what is amiss' }],
  run: async (context, { args, options }) => {
    const client = context.client();
    const id = await findTenantId(client, { idOrSlug: args.tenant, product: options.product });
    const { items: objects, next_cursor } = await client.listObjects(id);
    printAnswer(context, { value: { objects, next_cursor }, tables: [objectTable(objects)] });
    return 0;
  },
});
