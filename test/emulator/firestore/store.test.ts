import { describe, expect, it } from 'vitest';
import type { StructuredQuery } from '../../../shared/adapters/firestore/firestore-api.ts';
import { storeContract } from '../../contracts/store.contract.ts';
import { deployedIndexes, whyNoIndex } from '../../shared/adapters/firestore/index-rules.ts';
import { openFirestoreStore } from './open-firestore-store.ts';

const asked: StructuredQuery[] = [];

storeContract('createFirestoreStore()', async () =>
  openFirestoreStore({
    wrap: (firestore) => ({
      ...firestore,
      runQuery: async (parent, query) => {
        asked.push(query);
        return await firestore.runQuery(parent, query);
      },
    }),
  }),
);

describe('createFirestoreStore()', () => {
  it('has asked nothing in all of the above that lacks an index', () => {
    const file = deployedIndexes();

    const refused = asked.map((query) => whyNoIndex(query, file)).filter(Boolean);

    expect(asked.length).toBeGreaterThan(50);
    expect(refused).toEqual([]);
  });
});
