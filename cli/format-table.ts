import { printable } from './printable.ts';
import type { Style, TextStream } from './terminal.ts';

/** One cell: a text, with a style where it matters. */
export type Cell = string | { readonly text: string; readonly style: Style };

/** Rows of equal length; the header is optional. */
export interface Table {
  readonly header?: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

const gap = '  ';

/**
 * The table with aligned columns. On a terminal no line is wider than it (what is cut ends with
 * "…"); elsewhere nothing is cut. Styles count no width.
 */
export function formatTable({ header, rows }: Table, stream: TextStream): string {
  const headerRow = header?.map((text): Cell => ({ text, style: 'bold' }));
  const all = headerRow === undefined ? rows : [headerRow, ...rows];
  const columns = Math.max(0, ...all.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...all.map((row) => widthOf(textOf(row[column] ?? '')))),
  );
  return all.map((row) => `${formatRow(row, widths, stream)}\n`).join('');
}

function formatRow(row: readonly Cell[], widths: readonly number[], stream: TextStream): string {
  const { columns = Number.POSITIVE_INFINITY } = stream;
  const cells: string[] = [];
  let left = columns;
  for (const [column, cell] of row.entries()) {
    if (left <= 0) break;
    const text = cut(textOf(cell), left);
    const isLast = column === row.length - 1;
    const fill = isLast ? '' : ' '.repeat((widths[column] ?? 0) - widthOf(textOf(cell))) + gap;
    cells.push((typeof cell === 'string' ? text : stream.paint(cell.style, text)) + fill);
    left -= (widths[column] ?? 0) + gap.length;
  }
  return cells.join('').replace(/ +$/, '');
}

function textOf(cell: Cell): string {
  return printable(typeof cell === 'string' ? cell : cell.text);
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

// East Asian scripts and pictures take two columns (Unicode Standard Annex #11, roughly).
const wide =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\uff01-\uff60]|^\p{Emoji_Presentation}/u;

/** Columns that a text takes on a terminal. */
function widthOf(text: string): number {
  return [...graphemes.segment(text)].reduce((sum, { segment }) => sum + charWidth(segment), 0);
}

function charWidth(character: string): number {
  return wide.test(character) ? 2 : 1;
}

/** The text when it fits, else as much of it as leaves room for "…". */
function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let kept = '';
  let width = 1;
  for (const { segment } of graphemes.segment(text)) {
    width += charWidth(segment);
    if (width > columns) break;
    kept += segment;
  }
  return `${kept}…`;
}
