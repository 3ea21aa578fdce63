import { defineCommand } from '../command.ts';
import { findTenantId, productOption } from '../find-tenant.ts';
import { parseWholeNumber } from '../parse-whole-number.ts';
import { printAnswer } from '../print-answer.ts';
import { logLines } from '../views/log-lines.ts';

/** `tenantry logs`. */
export const logsCommand = defineCommand({
  name: 'logs',
  summary: 'Show the last lines of the pods of a tenant',
  description: 'Of the ten newest pods, container by container.',
  args: { tenant: { help: 'Id or slug' } },
  options: {
    ...productOption,
    lines: { type: 'string', value: 'n', help: 'Lines of each container, 1 to 1000 (100)' },
  },
  examples: [
    { line: 'tenantry logs acme', does: 'Show what its pods said last' },
    { line: 'tenantry logs acme --lines 5', does: 'Only the last five lines of each' },
  ],
  run: async (context, { args, options }) => {
    const rule = { option: 'lines', command: 'logs', min: 1, max: 1000 };
    const lines = parseWholeNumber(options.lines, rule);
    const client = context.client();
    const id = await findTenantId(client, { idOrSlug: args.tenant, product: options.product });
    const { items: logs, next_cursor } = await client.readLogs(id, lines);
    printAnswer(context, { value: { logs, next_cursor }, lines: logLines(logs) });
    if (logs.length === 0) context.terminal.err.write('The tenant has no pods\n');
    return 0;
  },
});
