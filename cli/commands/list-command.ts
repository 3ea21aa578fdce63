import { tenantStatuses } from '../../shared/tenant/tenant.ts';
import { defineCommand } from '../command.ts';
import { printAnswer } from '../print-answer.ts';
import { notePage, pageOptions, readPages } from '../read-pages.ts';
import { UsageError } from '../usage-error.ts';
import { tenantListTable } from '../views/tenant-list-table.ts';

/** `tenantry list`. */
export const listCommand = defineCommand({
  name: 'list',
  summary: 'List tenants',
  description: 'Deleted tenants are listed only with --status deleted.',
  args: {},
  options: {
    product: { type: 'string', value: 'product', help: 'Only tenants of this product' },
    status: {
      type: 'string',
      value: 'status',
      choices: tenantStatuses,
      help: `Only tenants of this status: ${tenantStatuses.join(', ')}`,
    },
    tier: { type: 'string', value: 'tier', help: 'Only tenants of this tier' },
    cluster: { type: 'string', value: 'cluster', help: 'Only tenants on this cluster' },
    label: { type: 'string', value: 'k=v', help: 'Only tenants with this label' },
    prefix: { type: 'string', value: 'text', help: 'Only slugs that begin so; sorts by slug' },
    sort: {
      type: 'string',
      value: 'order',
      choices: ['created_at', '-created_at', 'slug'],
      help: 'created_at, -created_at (newest first, the default) or slug',
    },
    ...pageOptions,
  },
  examples: [
    { line: 'tenantry list --status failed', does: 'Show what needs a person' },
    { line: 'tenantry list --label team=a --all -o json', does: 'All tenants of a team, as JSON' },
  ],
  run: async (context, { options }) => {
    const { product, status, tier, cluster, prefix, sort } = options;
    if (prefix !== undefined && (sort ?? 'slug') !== 'slug') {
      throw new UsageError('Option "--prefix" can only be used with --sort slug', 'list');
    }
    const order = prefix === undefined ? sort : 'slug';
    const filter = { product, status, tier, cluster, q: prefix, sort: order };
    const query = { ...filter, ...labelFilter(options.label) };
    const client = context.client();
    const readPage = (page: object) => client.listTenants(query, page);
    const { items, next_cursor } = await readPages({ command: 'list', options, readPage });
    const table = tenantListTable(items, context.time.now());
    printAnswer(context, { value: { tenants: items, next_cursor }, tables: [table] });
    notePage(context, { items, next_cursor }, 'tenants');
    return 0;
  },
});

function labelFilter(label: string | undefined): Readonly<Record<string, string>> {
  if (label === undefined) return {};
  const at = label.indexOf('=');
  if (at < 1)
    throw new UsageError(`Option "--label" cannot be "${label}": write key=value`, 'list');
  return { [`label.${label.slice(0, at)}`]: label.slice(at + 1) };
}
