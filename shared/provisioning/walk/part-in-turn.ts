/** How items are divided among walks. */
export interface Turns<T> {
  /** Number of this walk. */
  readonly walk: number;
  /** Calls that an item takes. */
  readonly costOf: (item: T) => number;
  /** Most calls of one walk; an item that takes more has a walk of its own. */
  readonly costMax: number;
}

/** The items whose turn it is in this walk. As long as they stay the same, each gets its turn. */
export function partInTurn<T>(items: readonly T[], turns: Turns<T>): readonly T[] {
  const parts: T[][] = [];
  let cost = Number.POSITIVE_INFINITY;
  for (const item of items) {
    cost += turns.costOf(item);
    if (cost > turns.costMax) {
      parts.push([]);
      cost = turns.costOf(item);
    }
    parts.at(-1)?.push(item);
  }
  return parts[turns.walk % parts.length] ?? [];
}
