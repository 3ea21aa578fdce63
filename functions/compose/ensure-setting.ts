import type { Store } from '../../shared/ports/store.ts';

/** The stored value, or the new one stored now: made once, the same for every process. */
export async function ensureSetting(
  store: Pick<Store, 'transact'>,
  name: string,
  makeValue: () => string,
): Promise<string> {
  return await store.transact(async (transaction) => {
    const stored = await transaction.get('settings', name);
    if (stored !== undefined) return stored.value;
    const value = makeValue();
    transaction.create('settings', name, { schema: 1, value, created_at: transaction.now() });
    return value;
  });
}
