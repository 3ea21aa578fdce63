/** Works on every item, at most `widthMax` at a time, and answers in their order. */
export async function settleInTurn<T, R>(
  items: readonly T[],
  widthMax: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += widthMax) {
    results.push(...(await Promise.all(items.slice(start, start + widthMax).map(work))));
  }
  return results;
}
