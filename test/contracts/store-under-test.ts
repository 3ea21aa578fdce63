import type { Collection, Store } from '../../shared/ports/store.ts';

/** One empty store for one test, with what a test needs beyond the port. */
export interface StoreUnderTest {
  readonly store: Store;
  /** Puts a document there behind the store's back, as another version of the program would. */
  readonly plant: (collection: Collection, id: string, json: string) => Promise<void>;
  readonly close: () => Promise<void>;
}
