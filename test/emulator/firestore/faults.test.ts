import { afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { createFirestoreStore } from '../../../shared/adapters/firestore/create-firestore-store.ts';
import type { FirestoreApi } from '../../../shared/adapters/firestore/firestore-api.ts';
import type { Store } from '../../../shared/ports/store.ts';
import type { Tenant } from '../../../shared/tenant/tenant.ts';
import { aClaim } from '../../builders/a-claim.ts';
import { aSetting } from '../../builders/a-setting.ts';
import { aTenant } from '../../builders/a-tenant.ts';
import { type FaultProxy, startFaultProxy } from '../rig/fault-proxy.ts';
import { type FirestoreStoreUnderTest, openFirestoreStore } from './open-firestore-store.ts';

let proxy: FaultProxy;
let opened: FirestoreStoreUnderTest;
/** Called before each commit is sent, with its number. */
let onCommit: (number: number) => void;
let commits: number;

beforeAll(async () => {
  // The emulator's first commit and read take longer than calls may take here.
  const warm = openFirestoreStore();
  await putCounter(warm.store, 0);
  await warm.store.get('settings', 'counter');
  await warm.close();
});

beforeEach(async () => {
  proxy = await startFaultProxy(inject('emulators').firestoreHost);
  onCommit = () => {};
  commits = 0;
  opened = openFirestoreStore({ host: proxy.host, callMs: 1_000, wrap: countCommits });
  // The connection stands before anything breaks it.
  await opened.store.ping();
});

afterEach(async () => {
  proxy.inject('none');
  await opened.close();
  await proxy.close();
});

describe('a commit whose answer is lost', () => {
  it('counts as done when it is found to be ours, and is not sent again', async () => {
    const { store } = opened;
    onCommit = () => proxy.inject('lose-answers', 1);

    await store.transact(async (transaction) => transaction.create('claims', 'a', aClaim()));

    expect(commits).toBe(1);
    await expect(store.get('claims', 'a')).resolves.toEqual(aClaim());
  });

  it('takes effect once when it counts up', async () => {
    const { store } = opened;
    await putCounter(store, 5);
    onCommit = () => proxy.inject('lose-answers', 1);

    await increment(store);

    await expect(counter(store)).resolves.toBe(6);
  });

  it('counts as done when it only removed', async () => {
    const { store } = opened;
    await putCounter(store, 5);
    onCommit = () => proxy.inject('lose-answers', 1);

    await store.transact(async (transaction) => transaction.remove('settings', 'counter'));

    await expect(store.get('settings', 'counter')).resolves.toBeUndefined();
  });

  it('counts as done when it also locked what it had read', async () => {
    const { store } = opened;
    await putCounter(store, 5);
    onCommit = () => proxy.inject('lose-answers', 1);

    await store.transact(async (transaction) => {
      await transaction.get('settings', 'counter');
      transaction.create('claims', 'a', aClaim());
    });

    expect(commits).toBe(2);
    await expect(store.get('claims', 'a')).resolves.toEqual(aClaim());
  });

  it('returns what the work had returned', async () => {
    const { store } = opened;
    let runs = 0;
    onCommit = () => proxy.inject('lose-answers', 1);

    const result = await store.transact(async (transaction) => {
      runs += 1;
      transaction.create('claims', 'a', aClaim());
      return `run ${runs}`;
    });

    expect(result).toBe('run 1');
  });

  it('says document_exists only when the name is another one’s', async () => {
    const { store } = opened;
    await store.transact(async (transaction) => transaction.create('claims', 'a', aClaim()));
    onCommit = (number) => {
      if (number === 2) proxy.inject('lose-answers', 1);
    };

    const second = store.transact(async (transaction) =>
      transaction.create('claims', 'a', aClaim({ tenant_id: 'another' })),
    );

    await expect(second).rejects.toMatchObject({ code: 'document_exists' });
    await expect(store.get('claims', 'a')).resolves.toEqual(aClaim());
  });
});

describe('a commit that never arrived', () => {
  it('is sent again once the service is back', async () => {
    const { store } = opened;
    await putCounter(store, 5);
    onCommit = (number) => {
      if (number > 2) return;
      proxy.inject('refuse');
      setTimeout(() => proxy.inject('none'), 30);
    };

    await increment(store);

    await expect(counter(store)).resolves.toBe(6);
  });
});

describe('a service that does not answer', () => {
  it('is store_unavailable within the time of a call, and nothing is half written', async () => {
    const { store, firestore } = opened;
    const startedAt = performance.now();
    proxy.inject('hang');

    const write = store.transact(async (transaction) => {
      transaction.create('claims', 'a', aClaim());
      transaction.create('claims', 'b', aClaim());
    });

    await expect(write).rejects.toMatchObject(unavailable);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    await expect(createFirestoreStore({ firestore }).get('claims', 'a')).resolves.toBeUndefined();
  });

  it.each([
    ['get', async (store: Store) => await store.get('claims', 'a')],
    ['listTenants', async (store: Store) => await store.listTenants({ limit: 1, sort: 'slug' })],
    ['listOperations', async (store: Store) => await store.listOperations('t', { limit: 1 })],
    ['listEvents', async (store: Store) => await store.listEvents('t', { limit: 1 })],
    ['listDue', async (store: Store) => await store.listDue(1)],
    ['ping', async (store: Store) => await store.ping()],
  ] as const)('makes %s end with store_unavailable', async (_, call) => {
    proxy.inject('hang');

    await expect(call(opened.store)).rejects.toMatchObject(unavailable);
  });
});

describe('a service that is not there', () => {
  it('is store_unavailable', async () => {
    proxy.inject('refuse');

    await expect(opened.store.ping()).rejects.toMatchObject(unavailable);
  });

  it('is used again when it is back', async () => {
    proxy.inject('refuse');
    await expect(opened.store.ping()).rejects.toMatchObject(unavailable);

    proxy.inject('none');

    await expect.poll(isBack, { timeout: 10_000 }).toBe(true);
  });

  it('is used again when it is back, although the connection to it is dead', async () => {
    await opened.close();
    opened = openFirestoreStore({ host: proxy.host, callMs: 300, silenceMs: 300 });
    await opened.store.ping();
    proxy.inject('hang');
    await expect(opened.store.ping()).rejects.toMatchObject(unavailable);

    proxy.inject('none');

    await expect.poll(isBack, { timeout: 10_000 }).toBe(true);
  });

  it('hides a short break from readers', async () => {
    proxy.inject('lose-answers', 1);

    await expect(opened.store.ping()).resolves.toBeUndefined();
  });
});

describe('waitForChange() over a broken connection', () => {
  it('hears of a write that was made while the stream was broken', async () => {
    const { store, firestore } = opened;
    const tenant = aTenant({ record_version: 1 });
    const other = createFirestoreStore({ firestore });
    await put(other, tenant);
    const wait = store.waitForChange({
      tenantId: tenant.id,
      sinceRecordVersion: 1,
      timeoutMs: 20_000,
    });
    await new Promise((heard) => setTimeout(heard, 200));

    proxy.inject('refuse');
    const written = await put(other, { ...tenant, record_version: 2 });
    proxy.inject('none');

    await expect(wait).resolves.toEqual(written);
  });

  it('ends with store_unavailable when the service stays away', async () => {
    const { store } = opened;
    const wait = store.waitForChange({
      tenantId: 'nobody',
      sinceRecordVersion: 1,
      timeoutMs: 20_000,
    });
    await new Promise((heard) => setTimeout(heard, 200));

    proxy.inject('refuse');

    await expect(wait).rejects.toMatchObject(unavailable);
  });
});

const unavailable = { code: 'store_unavailable', retryAfterMs: expect.any(Number) };

async function isBack(): Promise<boolean> {
  return await opened.store.ping().then(
    () => true,
    () => false,
  );
}

function countCommits(firestore: FirestoreApi): FirestoreApi {
  return {
    ...firestore,
    commit: async (request) => {
      commits += 1;
      onCommit(commits);
      await firestore.commit(request);
    },
  };
}

async function put(store: Store, tenant: Tenant): Promise<Tenant> {
  await store.transact(async (transaction) => transaction.put('tenants', tenant.id, tenant));
  return tenant;
}

async function putCounter(store: Store, count: number): Promise<void> {
  await store.transact(async (transaction) =>
    transaction.put('settings', 'counter', aSetting({ value: String(count) })),
  );
}

async function counter(store: Store): Promise<number> {
  return Number((await store.get('settings', 'counter'))?.value);
}

async function increment(store: Store): Promise<void> {
  await store.transact(async (transaction) => {
    const count = Number((await transaction.get('settings', 'counter'))?.value);
    transaction.put('settings', 'counter', aSetting({ value: String(count + 1) }));
  });
}
