/** Awaits all, so that every success is noted, and only then throws the first failure. */
export async function settleAll<T>(calls: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(calls);
  return await Promise.all(calls);
}
