import type { ListPage, PageQuery } from './client.ts';
import type { OptionTable, OptionValues } from './command.ts';
import type { CommandContext } from './command-context.ts';
import { parseWholeNumber } from './parse-whole-number.ts';

/** The options of every list. */
export const pageOptions = {
  limit: { type: 'string', value: 'n', help: 'Items a page, 1 to 200 (50)' },
  cursor: { type: 'string', value: 'cursor', help: 'Go on where next_cursor of a page points' },
  all: { type: 'boolean', help: 'All pages, up to 10000 items' },
} as const satisfies OptionTable;

/** Most items that `--all` reads; the cursor of what is left is told. */
export const itemsMax = 10_000;

const pageSizeMax = 200;

/** One list, read as its options say. */
export interface PagedRead<T> {
  readonly command: string;
  readonly options: OptionValues<typeof pageOptions>;
  readonly readPage: (page: PageQuery) => Promise<ListPage<T>>;
}

/** One page, or with `--all` every page up to the limit, as one. Throws `UsageError`. */
export async function readPages<T>(read: PagedRead<T>): Promise<ListPage<T>> {
  const { command, options, readPage } = read;
  const rule = { option: 'limit', command, min: 1, max: pageSizeMax };
  const limit = parseWholeNumber(options.limit, rule) ?? (options.all ? pageSizeMax : undefined);
  const size = limit === undefined ? {} : { limit };
  const items: T[] = [];
  let cursor: string | null = options.cursor ?? null;
  do {
    const page: ListPage<T> = await readPage({ ...size, ...(cursor !== null && { cursor }) });
    items.push(...page.items);
    cursor = page.next_cursor;
  } while (options.all && cursor !== null && items.length < itemsMax);
  return { items, next_cursor: cursor };
}

/**
 * Tells on stderr that there is more, so that nobody takes a page for the whole; and people, that there
 * is nothing. `what` names the items: `tenants`.
 */
export function notePage(
  { terminal: { err }, output = 'table' }: Pick<CommandContext, 'terminal' | 'output'>,
  { items, next_cursor }: ListPage<unknown>,
  what: string,
): void {
  if (items.length === 0 && next_cursor === null && output === 'table') err.write(`No ${what}\n`);
  if (next_cursor !== null) err.write(`There is more: add --cursor ${next_cursor}\n`);
}
