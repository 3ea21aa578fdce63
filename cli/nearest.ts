/**
 * The known name that a mistyped one is closest to: the only one that it begins, or one within a
 * third of its length in typing mistakes (insert, drop, replace, swap). Undefined when none is close.
 */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const begun = known.filter((candidate) => name.length > 1 && candidate.startsWith(name));
  if (begun.length === 1) return begun[0];
  const mistakesMax = Math.max(1, Math.floor(name.length / 3));
  return known
    .map((candidate) => ({ candidate, mistakes: mistakesBetween(name, candidate) }))
    .filter(({ mistakes }) => mistakes <= mistakesMax)
    .toSorted((a, b) => a.mistakes - b.mistakes)[0]?.candidate;
}

/** Mistakes between two beginnings; row and column count their characters. */
type Table = readonly (readonly number[])[];

/** Optimal string alignment distance (Levenshtein with swaps of neighbours). */
function mistakesBetween(from: string, to: string): number {
  const first = Array.from({ length: to.length + 1 }, (_, column) => column);
  const table: number[][] = [first];
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    table.push(current);
    for (let column = 1; column <= to.length; column += 1) {
      current.push(cell(table, { from, to, row, column }));
    }
  }
  return at(table, from.length, to.length);
}

interface Cell {
  readonly from: string;
  readonly to: string;
  readonly row: number;
  readonly column: number;
}

function cell(table: Table, { from, to, row, column }: Cell): number {
  const isSame = from[row - 1] === to[column - 1];
  const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
  return Math.min(
    at(table, row - 1, column) + 1,
    at(table, row, column - 1) + 1,
    at(table, row - 1, column - 1) + (isSame ? 0 : 1),
    isSwap ? at(table, row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
  );
}

function at(table: Table, row: number, column: number): number {
  return table[row]?.[column] ?? Number.POSITIVE_INFINITY;
}
