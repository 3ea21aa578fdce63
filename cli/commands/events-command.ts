import { defineCommand } from '../command.ts';
import { findTenantId, productOption } from '../find-tenant.ts';
import { printAnswer } from '../print-answer.ts';
import { notePage, pageOptions, readPages } from '../read-pages.ts';
import { eventTable } from '../views/event-table.ts';

/** `tenantry events`. */
export const eventsCommand = defineCommand({
  name: 'events',
  summary: 'Show the audit trail of a tenant, oldest first',
  args: { tenant: { help: 'Id or slug; a deleted tenant by its id' } },
  options: { ...productOption, ...pageOptions },
  examples: [{ line: 'tenantry events acme --all', does: 'Show who did what, and when' }],
  run: async (context, { args, options }) => {
    const client = context.client();
    const id = await findTenantId(client, { idOrSlug: args.tenant, product: options.product });
    const readPage = (page: object) => client.listEvents(id, page);
    const { items, next_cursor } = await readPages({ command: 'events', options, readPage });
    printAnswer(context, { value: { events: items, next_cursor }, tables: [eventTable(items)] });
    notePage(context, { items, next_cursor }, 'events');
    return 0;
  },
});
