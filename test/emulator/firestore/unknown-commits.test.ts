import { afterEach, describe, expect, it } from 'vitest';
import { createFirestoreStore } from '../../../shared/adapters/firestore/create-firestore-store.ts';
import type { Commit, FirestoreApi } from '../../../shared/adapters/firestore/firestore-api.ts';
import type { Store } from '../../../shared/ports/store.ts';
import { aClaim } from '../../builders/a-claim.ts';
import { aSetting } from '../../builders/a-setting.ts';
import { type FirestoreStoreUnderTest, openFirestoreStore } from './open-firestore-store.ts';

let opened: FirestoreStoreUnderTest;

afterEach(async () => {
  await opened.close();
});

describe('transact() when the answer to its commit is lost', () => {
  it('says that it cannot tell when others have replaced all that it wrote', async () => {
    const store = open((firestore) => ({
      ...firestore,
      commit: once(firestore, async (request) => {
        await firestore.commit(request);
        await increment(createFirestoreStore({ firestore }));
        throw unavailable();
      }),
    }));

    await expect(increment(store)).rejects.toMatchObject({ code: 'store_unavailable' });

    // Its own and the other one's: nothing was counted twice.
    await expect(counter(store)).resolves.toBe(2);
  });

  it('knows its commit by any document that still bears its mark', async () => {
    const store = open((firestore) => ({
      ...firestore,
      commit: once(firestore, async (request) => {
        await firestore.commit(request);
        await increment(createFirestoreStore({ firestore }));
        throw unavailable();
      }),
    }));

    await increment(store, 'a');

    await expect(counter(store)).resolves.toBe(2);
  });

  it('finds a commit that came late, while it sent the next one', async () => {
    const late: Commit[] = [];
    const runs: number[] = [];
    const store = open((firestore) => ({
      ...firestore,
      commit: async (request) => {
        if (late.length === 0) {
          late.push(request);
          throw unavailable();
        }
        for (const commit of late) await firestore.commit(commit);
        await firestore.commit(request);
      },
    }));

    const result = await store.transact(async (transaction) => {
      const count = Number((await transaction.get('settings', 'counter'))?.value ?? 0);
      transaction.put('settings', 'counter', aSetting({ value: String(count + 1) }));
      return runs.push(count);
    });

    expect(result).toBe(1);
    expect(runs).toEqual([0, 0]);
    await expect(counter(store)).resolves.toBe(1);
  });

  it('finds a commit that came late, before it read again', async () => {
    const late: Commit[] = [];
    const runs: number[] = [];
    const store = open((firestore) => ({
      ...firestore,
      commit: once(firestore, async (request) => {
        late.push(request);
        throw unavailable();
      }),
      batchGet: async (request) => {
        const answer = await firestore.batchGet(request);
        // The look for the lost commit has just found nothing.
        for (const commit of late.splice(0)) await firestore.commit(commit);
        return answer;
      },
    }));

    const result = await store.transact(async (transaction) => {
      const count = Number((await transaction.get('settings', 'counter'))?.value ?? 0);
      transaction.put('settings', 'counter', aSetting({ value: String(count + 1) }));
      return runs.push(count);
    });

    expect(result).toBe(1);
    expect(runs).toEqual([0, 1]);
    await expect(counter(store)).resolves.toBe(1);
  });

  it('gives up after two lost answers', async () => {
    let sent = 0;
    const store = open((firestore) => ({
      ...firestore,
      commit: async () => {
        sent += 1;
        throw unavailable();
      },
    }));

    await expect(increment(store)).rejects.toMatchObject({ code: 'store_unavailable' });

    expect(sent).toBe(2);
  });

  it('is store_unavailable when the look for it fails too', async () => {
    let isDown = false;
    const store = open((firestore) => ({
      ...firestore,
      commit: async (request) => {
        await firestore.commit(request);
        isDown = true;
        throw unavailable();
      },
      batchGet: async (request) => {
        if (isDown) throw unavailable();
        return await firestore.batchGet(request);
      },
    }));

    await expect(increment(store)).rejects.toMatchObject({ code: 'store_unavailable' });
  });

  it.each([3, 7, 16])('is not sent again when it was refused with status %d', async (code) => {
    let sent = 0;
    const store = open((firestore) => ({
      ...firestore,
      commit: async () => {
        sent += 1;
        throw grpcError(code);
      },
    }));

    await expect(increment(store)).rejects.toMatchObject({ code: 'store_unavailable' });

    expect(sent).toBe(1);
  });

  it('keeps no lock on what it only read when its commit fails', async () => {
    const store = open((firestore) => ({
      ...firestore,
      commit: async () => {
        throw grpcError(7);
      },
    }));
    const other = createFirestoreStore({ firestore: opened.firestore });
    await increment(other);
    const failed = store.transact(async (transaction) => {
      await transaction.get('settings', 'counter');
      transaction.create('claims', 'a', aClaim());
    });
    await expect(failed).rejects.toMatchObject({ code: 'store_unavailable' });
    const startedAt = performance.now();

    await increment(other);

    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  it('runs the work again when the service aborts it', async () => {
    const store = open((firestore) => ({
      ...firestore,
      commit: once(firestore, async () => {
        throw grpcError(10);
      }),
    }));

    await increment(store);

    await expect(counter(store)).resolves.toBe(1);
  });
});

function open(wrap: (firestore: FirestoreApi) => FirestoreApi): Store {
  opened = openFirestoreStore({ wrap });
  return opened.store;
}

/** The first commit goes another way, all others to the service. */
function once(firestore: FirestoreApi, first: FirestoreApi['commit']): FirestoreApi['commit'] {
  let isFirst = true;
  return async (request) => {
    if (!isFirst) return await firestore.commit(request);
    isFirst = false;
    await first(request);
  };
}

function unavailable(): Error {
  return grpcError(14);
}

function grpcError(code: number): Error {
  return Object.assign(new Error(`${code}`), { code });
}

async function counter(store: Store): Promise<number> {
  return Number((await store.get('settings', 'counter'))?.value);
}

async function increment(store: Store, claim?: string): Promise<void> {
  await store.transact(async (transaction) => {
    const count = Number((await transaction.get('settings', 'counter'))?.value ?? 0);
    transaction.put('settings', 'counter', aSetting({ value: String(count + 1) }));
    if (claim !== undefined) transaction.create('claims', claim, aClaim());
  });
}
