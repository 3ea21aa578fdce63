import type { Transaction } from '../ports/store.ts';

/** The same transaction with every write dropped: what is decided in it changes nothing. */
export function withoutWrites(transaction: Transaction): Transaction {
  return {
    now: () => transaction.now(),
    get: async (collection, id) => await transaction.get(collection, id),
    create: () => undefined,
    put: () => undefined,
    remove: () => undefined,
  };
}
