import type { Store, Transaction } from '../../shared/ports/store.ts';

/** The store, keeping the collection of each write in `written`. */
export function createCountingStore(store: Store, written: string[]): Store {
  const counted = (transaction: Transaction): Transaction => ({
    ...transaction,
    put: (collection, id, document) => {
      written.push(collection);
      transaction.put(collection, id, document);
    },
    create: (collection, id, document) => {
      written.push(collection);
      transaction.create(collection, id, document);
    },
    remove: (collection, id) => {
      written.push(collection);
      transaction.remove(collection, id);
    },
  });
  return {
    ...store,
    transact: async (work) => await store.transact(async (each) => await work(counted(each))),
  };
}
