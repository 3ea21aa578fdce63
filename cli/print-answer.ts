import type { CommandContext } from './command-context.ts';
import { type Cell, formatTable, type Table } from './format-table.ts';
import { formatYaml } from './format-yaml.ts';
import { printable } from './printable.ts';
import type { TextStream } from './terminal.ts';

/** An answer in each form that `-o` can ask for. */
export type PrintedAnswer = {
  /** As the API says it. */
  readonly value: unknown;
} & (
  | {
      /** For people: one table, or several with an empty line between; empty ones are left out. */
      readonly tables: readonly Table[];
    }
  | {
      /** For people: lines of which nothing is cut. */
      readonly lines: readonly Cell[];
    }
);

/** Writes an answer to stdout as `-o` says; for people without it. */
export function printAnswer(
  { terminal: { out }, output }: CommandContext,
  answer: PrintedAnswer,
): void {
  switch (output) {
    case 'json':
      out.write(`${JSON.stringify(answer.value, null, 2)}\n`);
      break;
    case 'yaml':
      out.write(formatYaml(answer.value));
      break;
    case 'table':
    case undefined:
      out.write(textOf(answer, out));
      break;
    default:
      output satisfies never;
  }
}

function textOf(answer: PrintedAnswer, out: TextStream): string {
  if ('lines' in answer) return answer.lines.map((line) => `${lineOf(line, out)}\n`).join('');
  return answer.tables
    .filter(({ rows }) => rows.length > 0)
    .map((table) => formatTable(table, out))
    .join('\n');
}

function lineOf(line: Cell, out: TextStream): string {
  return typeof line === 'string' ? printable(line) : out.paint(line.style, printable(line.text));
}
