import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createFirestoreStore } from '../../../shared/adapters/firestore/create-firestore-store.ts';
import type { FirestoreApi } from '../../../shared/adapters/firestore/firestore-api.ts';
import type { Store } from '../../../shared/ports/store.ts';
import { aClaim } from '../../builders/a-claim.ts';
import { aSetting } from '../../builders/a-setting.ts';
import { type FirestoreStoreUnderTest, openFirestoreStore } from './open-firestore-store.ts';

let opened: FirestoreStoreUnderTest;

afterEach(async () => {
  await opened.close();
});

describe('transact()', () => {
  it('runs again, rather than say document_exists, when what it had read has changed too', async () => {
    opened = openFirestoreStore();
    const { store } = opened;
    await putSetting(store, 'next', 'a');

    const taken = await store.transact(async (transaction) => {
      const name = (await transaction.get('settings', 'next'))?.value ?? '';
      if (name === 'a') await take(store, 'a', 'b');
      transaction.put('settings', 'next', aSetting({ value: 'c' }));
      transaction.create('claims', name, aClaim());
      return name;
    });

    expect(taken).toBe('b');
  });

  it.each([
    ['only reads it', false],
    ['writes it', true],
  ])(
    'runs again when a document changed between two reads of it and the work %s',
    async (_, isWriting) => {
      opened = openFirestoreStore();
      const { store } = opened;
      await putSetting(store, 'a', '1');
      const seen: string[] = [];

      await store.transact(async (transaction) => {
        const first = (await transaction.get('settings', 'a'))?.value;
        if (seen.length === 0) await putSetting(store, 'a', '2');
        const second = (await transaction.get('settings', 'a'))?.value;
        seen.push(`${first} ${second}`);
        if (isWriting) transaction.put('settings', 'a', aSetting({ value: '3' }));
      });

      expect(seen).toEqual(['1 2', '2 2']);
    },
  );

  it('lets nobody change what it has only read between its last look and its commit', async () => {
    const others: Promise<void>[] = [];
    let hasOtherWritten = false;
    opened = openFirestoreStore({
      wrap: (firestore) => ({
        ...firestore,
        commit: async (request) => {
          const other = putSetting(createFirestoreStore({ firestore }), 'rule', 'no');
          others.push(
            other.then(() => {
              hasOtherWritten = true;
            }),
          );
          await pause(300);
          expect(hasOtherWritten).toBe(false);
          await firestore.commit(request);
        },
      }),
    });
    await putSetting(createFirestoreStore({ firestore: opened.firestore }), 'rule', 'yes');

    await opened.store.transact(async (transaction) => {
      await transaction.get('settings', 'rule');
      transaction.create('claims', 'a', aClaim());
    });

    await Promise.all(others);
    expect(hasOtherWritten).toBe(true);
  });

  it('runs again when what it found missing, and wants to remove, is made meanwhile', async () => {
    opened = openFirestoreStore();
    const { store } = opened;
    let runs = 0;

    await store.transact(async (transaction) => {
      await transaction.get('settings', 'a');
      runs += 1;
      if (runs === 1) await putSetting(store, 'a', 'made meanwhile');
      transaction.remove('settings', 'a');
      transaction.put('settings', 'b', aSetting());
    });

    expect(runs).toBe(2);
    await expect(store.get('settings', 'a')).resolves.toBeUndefined();
  });

  it('takes no lock while the work thinks', async () => {
    opened = openFirestoreStore();
    const { store } = opened;
    await putSetting(store, 'rule', 'yes');

    await store.transact(async (transaction) => {
      await transaction.get('settings', 'rule');
      const startedAt = performance.now();
      await putSetting(createFirestoreStore({ firestore: opened.firestore }), 'rule', 'no');
      expect(performance.now() - startedAt).toBeLessThan(5_000);
    });
  });

  it.each([
    ['a document that is there', 1, 'put'],
    ['a document that is not there', 0, 'put'],
    ['a document that it removes', 1, 'remove'],
  ] as const)('needs one commit and no lock for %s, once read', async (_, count, kind) => {
    const calls: string[] = [];
    opened = openFirestoreStore({ wrap: (firestore) => counting(firestore, calls) });
    const direct = createFirestoreStore({ firestore: opened.firestore });
    for (let index = 0; index < count; index += 1) await putSetting(direct, 'a', 'old');

    await opened.store.transact(async (transaction) => {
      await transaction.get('settings', 'a');
      if (kind === 'put') transaction.put('settings', 'a', aSetting());
      else transaction.remove('settings', 'a');
    });

    expect(calls).toEqual(['batchGet', 'commit']);
  });
});

function counting(firestore: FirestoreApi, calls: string[]): FirestoreApi {
  return {
    ...firestore,
    batchGet: async (request) => {
      calls.push(request.isLocking === true ? 'batchGet with a lock' : 'batchGet');
      return await firestore.batchGet(request);
    },
    commit: async (request) => {
      calls.push('commit');
      await firestore.commit(request);
    },
  };
}

async function putSetting(store: Store, id: string, value: string): Promise<void> {
  await store.transact(async (transaction) => transaction.put('settings', id, aSetting({ value })));
}

/** Another writer takes a name and says which one is next. */
async function take(store: Store, name: string, next: string): Promise<void> {
  await store.transact(async (transaction) => {
    transaction.create('claims', name, aClaim({ tenant_id: 'another' }));
    transaction.put('settings', 'next', aSetting({ value: next }));
  });
}
