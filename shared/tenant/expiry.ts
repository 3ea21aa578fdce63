/**
 * The document, or undefined once its `expires_at` has passed: a store removes expired documents in
 * its own time, and until then no reader may see them.
 */
export function unexpired<T extends object>(document: T | undefined, now: string): T | undefined {
  if (document === undefined || !('expires_at' in document)) return document;
  const { expires_at } = document;
  return typeof expires_at === 'string' && expires_at <= now ? undefined : document;
}
