import { afterEach, describe, expect, it, vi } from 'vitest';
import { createEmbeddedStore } from '../../../../shared/adapters/embedded/create-embedded-store.ts';
import { openDatabase } from '../../../../shared/adapters/embedded/open-database.ts';
import type { Clock } from '../../../../shared/ports/clock.ts';
import { aDeadLetter } from '../../../builders/a-dead-letter.ts';
import { aSetting } from '../../../builders/a-setting.ts';
import { aTenant } from '../../../builders/a-tenant.ts';
import { anIdempotencyRecord } from '../../../builders/an-idempotency-record.ts';
import { storeContract } from '../../../contracts/store.contract.ts';
import { type EmbeddedStoreUnderTest, openEmbeddedStore } from './open-embedded-store.ts';

const noon = '2026-05-01T12:00:00.000Z';

storeContract('createEmbeddedStore()', async () => openEmbeddedStore());

describe('createEmbeddedStore()', () => {
  let opened: EmbeddedStoreUnderTest | undefined;
  const open = (clock?: Clock) => {
    opened = openEmbeddedStore(clock);
    return opened;
  };
  afterEach(async () => {
    await opened?.close();
  });

  it('takes its time from the clock', async () => {
    const { store } = open({ now: () => Date.parse(noon) });

    const now = await store.transact(async (transaction) => {
      await transaction.get('tenants', 'a');
      return transaction.now();
    });

    expect(now).toBe(noon);
  });

  it('counts a tenant as due from that very millisecond on', async () => {
    const { store } = open({ now: () => Date.parse(noon) });
    const times = { before: 11_999, at: 12_000, after: 12_001 };
    await store.transact(async (transaction) => {
      for (const [id, ms] of Object.entries(times)) {
        const due = new Date(Date.parse(noon) - 12_000 + ms).toISOString();
        transaction.put('tenants', id, aTenant({ id, due }));
      }
    });

    await expect(store.listDue(10)).resolves.toEqual(['before', 'at']);
  });

  it('keeps everything over closing and opening the file', async () => {
    const { store, database, path } = open();
    const tenant = aTenant({ due: '2026-01-01T00:00:00.000Z' });
    await store.transact(async (transaction) => transaction.put('tenants', tenant.id, tenant));
    database.close();

    const reopened = openDatabase(path);
    const again = createEmbeddedStore(reopened, { clock: { now: Date.now } });

    await expect(again.get('tenants', tenant.id)).resolves.toEqual(tenant);
    await expect(again.listDue(1)).resolves.toEqual([tenant.id]);
    reopened.close();
  });

  it('sees at the poll what another process has written', async () => {
    const { store, path } = open();
    const tenant = aTenant();
    const wait = store.waitForChange({
      tenantId: tenant.id,
      sinceRecordVersion: 0,
      timeoutMs: 5_000,
    });
    const elsewhere = openDatabase(path);

    await createEmbeddedStore(elsewhere, { clock: { now: Date.now } }).transact(
      async (transaction) => transaction.put('tenants', tenant.id, tenant),
    );

    await expect(wait).resolves.toEqual(tenant);
    elsewhere.close();
  });

  it('finds a conflict with another process', async () => {
    const { store, path } = open();
    const elsewhere = openDatabase(path);
    const other = createEmbeddedStore(elsewhere, { clock: { now: Date.now } });
    const seen: (string | undefined)[] = [];

    await store.transact(async (transaction) => {
      seen.push((await transaction.get('settings', 'a'))?.value);
      if (seen.length === 1) {
        await other.transact(async (tx) => tx.put('settings', 'a', aSetting({ value: 'theirs' })));
      }
      transaction.put('settings', 'a', aSetting({ value: 'ours' }));
    });

    expect(seen).toEqual([undefined, 'theirs']);
    elsewhere.close();
  });

  it('lets 1 000 calls wait and no more', async () => {
    const { store } = open();
    const abort = new AbortController();
    const request = {
      tenantId: 'nobody',
      sinceRecordVersion: 0,
      timeoutMs: 10_000,
      signal: abort.signal,
    };
    const waits = Array.from({ length: 1_000 }, () => store.waitForChange(request));

    await expect(store.waitForChange(request)).rejects.toMatchObject({
      code: 'too_many_waiters',
      retryAfterMs: expect.any(Number),
    });
    abort.abort();
    await expect(Promise.all(waits)).resolves.toEqual(Array(1_000).fill(undefined));
  });

  it('leaves no timer behind when nobody waits any more', async () => {
    vi.useFakeTimers();
    const { store } = open();
    const wait = store.waitForChange({ tenantId: 'a', sinceRecordVersion: 0, timeoutMs: 700 });
    await vi.advanceTimersByTimeAsync(700);
    await wait;

    const left = vi.getTimerCount();

    vi.useRealTimers();
    expect(left).toBe(0);
  });

  it('tells those who wait when the database is closed under them', async () => {
    const { store, database } = open();
    const wait = store.waitForChange({ tenantId: 'a', sinceRecordVersion: 0, timeoutMs: 5_000 });

    database.close();

    await expect(wait).rejects.toMatchObject({ code: 'store_unavailable' });
  });

  it('fails with store_unavailable in every call when the database is closed', async () => {
    const { store, database } = open();
    database.close();
    const unavailable = {
      code: 'store_unavailable',
      retryAfterMs: expect.any(Number),
      cause: expect.any(Error),
    };

    const calls = [
      store.get('tenants', 'a'),
      store.transact((transaction) => transaction.get('tenants', 'a')),
      store.transact(async (transaction) => transaction.remove('tenants', 'a')),
      store.listTenants({ limit: 1, sort: 'slug' }),
      store.listOperations('a', { limit: 1 }),
      store.listEvents('a', { limit: 1 }),
      store.listRevisions('a', { limit: 1 }),
      store.listDue(1),
      store.waitForChange({ tenantId: 'a', sinceRecordVersion: 0, timeoutMs: 10 }),
      store.ping(),
    ];

    for (const call of calls) await expect(call).rejects.toMatchObject(unavailable);
  });

  it('reads on and refuses writes while another process holds the lock for too long', async () => {
    const { store, database, path } = open();
    database.exec('PRAGMA busy_timeout = 10');
    const elsewhere = openDatabase(path);
    elsewhere.exec('BEGIN IMMEDIATE');

    const write = store.transact(async (transaction) =>
      transaction.put('settings', 'a', aSetting()),
    );

    await expect(write).rejects.toMatchObject({
      code: 'store_unavailable',
      message: 'Cannot commit: database is locked',
    });
    await expect(store.get('settings', 'a')).resolves.toBeUndefined();
    elsewhere.close();
  });

  it('writes nothing of a transaction when the disk is full, and works on when there is room', async () => {
    const { store, database } = open();
    const pages = Number(database.prepare('PRAGMA page_count').get()?.['page_count']);
    database.exec(`PRAGMA max_page_count = ${pages + 5}`);
    const large = aSetting({ value: 'x'.repeat(900_000) });
    const write = () =>
      store.transact(async (transaction) => {
        transaction.put('settings', 'small', aSetting());
        transaction.put('settings', 'large', large);
      });

    await expect(write()).rejects.toMatchObject({
      code: 'store_unavailable',
      message: 'Cannot commit: database or disk is full',
    });
    await expect(store.get('settings', 'small')).resolves.toBeUndefined();
    database.exec('PRAGMA max_page_count = 1000000');
    await write();
    await expect(store.get('settings', 'large')).resolves.toEqual(large);
  });

  it('says that the store is unavailable when a stored text is damaged, without quoting it', async () => {
    const { store, plant } = open();
    await plant('settings', 'a', '{"schema":1,"value":"hunter2');

    const read = store.get('settings', 'a');

    await expect(read).rejects.toMatchObject({ code: 'store_unavailable' });
    await expect(read).rejects.not.toThrow(/hunter2/);
  });

  it('refuses more than 500 writes in one transaction', async () => {
    const { store } = open();

    const write = store.transact(async (transaction) => {
      for (let index = 0; index <= 500; index += 1) transaction.remove('claims', `claim-${index}`);
    });

    await expect(write).rejects.toMatchObject({ code: 'transaction_misused' });
  });

  it('keeps documents deeper than the JSON functions of SQLite can read', async () => {
    const { store } = open();
    const params = JSON.parse(`${'{"a":'.repeat(1_500)}{}${'}'.repeat(1_500)}`);

    await store.transact(async (tx) => tx.put('tenants', 'a', aTenant({ id: 'a', params })));

    const page = await store.listTenants({ limit: 1, sort: 'slug' });
    expect(JSON.stringify(page.items[0]?.params)).toBe(JSON.stringify(params));
  });

  it('removes idempotency records whose life has ended when others are written', async () => {
    let now = '2026-01-01T00:00:00.000Z';
    const { store, database } = open({ now: () => Date.parse(now) });
    const put = (id: string, expires_at: string) =>
      store.transact(async (tx) => tx.put('idempotency', id, anIdempotencyRecord({ expires_at })));
    await put('old', '2026-01-02T00:00:00.000Z');
    await put('young', '2026-01-09T00:00:00.000Z');
    now = '2026-01-03T00:00:00.000Z';

    await put('new', '2026-01-04T00:00:00.000Z');

    const left = database
      .prepare("SELECT id FROM documents WHERE collection = 'idempotency'")
      .all();
    expect(left.map(({ id }) => id).toSorted()).toEqual(['new', 'young']);
    const entries = database.prepare('SELECT id FROM list_entries').all();
    expect(entries.map(({ id }) => id).toSorted()).toEqual(['new', 'young']);
  });

  it('removes dead letters whose life has ended from every list', async () => {
    let now = '2026-01-01T00:00:00.000Z';
    const { store, database } = open({ now: () => Date.parse(now) });
    const put = (id: string, expires_at: string) =>
      store.transact(async (tx) => tx.put('dead_letters', id, aDeadLetter({ id, expires_at })));
    await put('old', '2026-01-02T00:00:00.000Z');
    await put('future', '2026-01-02T00:00:00.000Z');
    database.exec(`UPDATE documents SET json = '{"schema":99}' WHERE id = 'future'`);
    now = '2026-01-03T00:00:00.000Z';

    await put('new', '2026-01-04T00:00:00.000Z');

    const documents = database.prepare('SELECT id FROM documents').all();
    expect(documents.map(({ id }) => id)).toEqual(['new']);
    const entries = database.prepare("SELECT id FROM list_entries WHERE id = 'old'").all();
    expect(entries).toEqual([]);
  });

  it('does not touch the lists when a write changes nothing in them', async () => {
    const { store, database } = open();
    const tenant = aTenant({ labels: { team: 'a' } });
    await store.transact(async (tx) => tx.put('tenants', tenant.id, tenant));
    const rowsWritten = () =>
      Number(database.prepare('SELECT total_changes() AS count').get()?.['count']);
    const before = rowsWritten();

    await store.transact(async (tx) =>
      tx.put('tenants', tenant.id, { ...tenant, record_version: 2, health: 'degraded' }),
    );

    // The counter of commits and the document.
    expect(rowsWritten() - before).toBe(2);
  });

  it('leaves no list entry behind when a tenant is removed', async () => {
    const { store, database } = open();
    const tenant = aTenant({ labels: { team: 'a' }, due: noon });
    await store.transact(async (tx) => tx.put('tenants', tenant.id, tenant));

    await store.transact(async (tx) => tx.remove('tenants', tenant.id));

    expect(database.prepare('SELECT * FROM list_entries').all()).toEqual([]);
  });
});
