import type { SQLOutputValue } from 'node:sqlite';

/** One row of a result. */
export type Row = Readonly<Record<string, SQLOutputValue>>;

/** The text in a column. The tables are STRICT, so another type is a mistake in the SQL. */
export function textIn(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`Cannot read column "${column}": not text`);
  return value;
}

/** The number in a column. */
export function numberIn(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') throw new TypeError(`Cannot read column "${column}": no number`);
  return value;
}
