import { defineCommand } from '../command.ts';
import type { CommandContext } from '../command-context.ts';
import { findTenantId, productOption } from '../find-tenant.ts';
import { parseWholeNumber } from '../parse-whole-number.ts';
import { printAnswer } from '../print-answer.ts';
import { notePage, pageOptions, readPages } from '../read-pages.ts';
import { UsageError } from '../usage-error.ts';
import { revisionTable, revisionTables } from '../views/revision-tables.ts';

/** `tenantry revisions`. */
export const revisionsCommand = defineCommand({
  name: 'revisions',
  summary: 'Show what a tenant was made of, oldest first',
  description:
    'A star marks the revision in force; "good" ones came true and can be rolled back to. With a number it shows that revision whole.',
  args: {
    tenant: { help: 'Id or slug; a deleted tenant by its id' },
    number: { help: 'Number of one revision; without it all are listed', isOptional: true },
  },
  options: {
    ...productOption,
    compare: { type: 'string', value: 'n', help: 'Show how the one differs from revision n' },
    ...pageOptions,
  },
  examples: [
    { line: 'tenantry revisions acme', does: 'Show what a rollback can lead back to' },
    { line: 'tenantry revisions acme 3 --compare 2', does: 'Show what revision 3 changed' },
  ],
  run: async (context, { args, options }) => {
    const number = parseNumber(args.number);
    const rule = { option: 'compare', command: 'revisions', min: 1, max: 999_999_999 };
    const compare = parseWholeNumber(options.compare, rule);
    if (number === undefined && compare !== undefined) {
      throw new UsageError('Option "--compare" needs the number of a revision', 'revisions');
    }
    const client = context.client();
    const id = await findTenantId(client, { idOrSlug: args.tenant, product: options.product });
    if (number !== undefined) {
      await showOne(context, { id, number, compare });
      return 0;
    }
    const readPage = (page: object) => client.listRevisions(id, page);
    const { items, next_cursor } = await readPages({ command: 'revisions', options, readPage });
    const value = { revisions: items, next_cursor };
    printAnswer(context, { value, tables: [revisionTable(items)] });
    notePage(context, { items, next_cursor }, 'revisions');
    return 0;
  },
});

function parseNumber(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UsageError(`Cannot read revision "${text}": write its number`, 'revisions');
}

interface One {
  readonly id: string;
  readonly number: number;
  readonly compare: number | undefined;
}

async function showOne(context: CommandContext, { id, number, compare }: One): Promise<void> {
  const revision = await context.client().getRevision(id, number, compare);
  printAnswer(context, { value: revision, tables: revisionTables(revision) });
}
