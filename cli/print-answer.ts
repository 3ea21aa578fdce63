import type { CommandContext } from './command-context.ts';
import { formatTable, type Table } from './format-table.ts';
import { formatYaml } from './format-yaml.ts';

/** An answer in each form that `-o` can ask for. */
export interface PrintedAnswer {
  /** As the API says it. */
  readonly value: unknown;
  /** For people: one table, or several with an empty line between; empty ones are left out. */
  readonly tables: readonly Table[];
}

/** Writes an answer to stdout as `-o` says; a table without it. */
export function printAnswer(
  { terminal: { out }, output }: CommandContext,
  { value, tables }: PrintedAnswer,
): void {
  switch (output) {
    case 'json':
      out.write(`${JSON.stringify(value, null, 2)}\n`);
      break;
    case 'yaml':
      out.write(formatYaml(value));
      break;
    case 'table':
    case undefined:
      out.write(
        tables
          .filter(({ rows }) => rows.length > 0)
          .map((table) => formatTable(table, out))
          .join('\n'),
      );
      break;
    default:
      output satisfies never;
  }
}
