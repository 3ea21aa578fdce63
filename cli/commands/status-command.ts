import { defineCommand } from '../command.ts';
import { findTenantId, productOption } from '../find-tenant.ts';
import { parseWholeNumber } from '../parse-whole-number.ts';
import { printAnswer } from '../print-answer.ts';
import { statusTables } from '../views/tenant-tables.ts';

/** `tenantry status`. */
export const statusCommand = defineCommand({
  name: 'status',
  summary: 'Show where a tenant stands: the cheap poll',
  description:
    'Exit code 0 says that the answer came, whatever the status is; "tenantry watch" fails when the tenant fails.',
  args: { tenant: { help: 'Id or slug' } },
  options: {
    ...productOption,
    wait: {
      type: 'string',
      value: 'seconds',
      help: 'Let the server wait until the tenant has settled, 0 to 30 seconds',
    },
  },
  examples: [
    { line: 'tenantry status acme', does: 'Show status, health and conditions' },
    { line: 'tenantry status acme --wait 30', does: 'The same once it has settled, or after 30 s' },
  ],
  run: async (context, { args, options }) => {
    const rule = { option: 'wait', command: 'status', min: 0, max: 30 };
    const waitSeconds = parseWholeNumber(options.wait, rule) ?? 0;
    const client = context.client();
    const id = await findTenantId(client, { idOrSlug: args.tenant, product: options.product });
    const status = await client.getStatus(id, { waitSeconds });
    printAnswer(context, { value: status, tables: statusTables(status) });
    return 0;
  },
});
