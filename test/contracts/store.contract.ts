import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Page,
  type PageStart,
  type Store,
  transactionAttempts,
} from '../../shared/ports/store.ts';
import type { Tenant } from '../../shared/tenant/tenant.ts';
import { aClaim } from '../builders/a-claim.ts';
import { aDeadLetter } from '../builders/a-dead-letter.ts';
import { aLock } from '../builders/a-lock.ts';
import { aRevision } from '../builders/a-revision.ts';
import { aSetting } from '../builders/a-setting.ts';
import { aTenant } from '../builders/a-tenant.ts';
import { anApiKey } from '../builders/an-api-key.ts';
import { anEvent } from '../builders/an-event.ts';
import { anOperation } from '../builders/an-operation.ts';
import type { StoreUnderTest } from './store-under-test.ts';

/** What every `Store` promises; `open` gives an empty one for each test. */
export function storeContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`${name} as a Store`, () => {
    let opened: StoreUnderTest;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(async () => {
      await opened.close();
    });
    const subject = () => opened;
    documentContract(subject);
    transactionContract(subject);
    schemaContract(subject);
    expiryContract(subject);
    tenantListContract(subject);
    historyContract(subject);
    deadLetterListContract(subject);
    apiKeyListContract(subject);
    tombstoneContract(subject);
    dueContract(subject);
    waitContract(subject);
  });
}

type Subject = () => StoreUnderTest;

function documentContract(subject: Subject): void {
  describe('documents', () => {
    it('returns undefined for a document that is not there', async () => {
      await expect(subject().store.get('tenants', 'nobody')).resolves.toBeUndefined();
    });

    it('returns what was created', async () => {
      const tenant = aTenant();

      await putTenants(subject().store, tenant);

      await expect(subject().store.get('tenants', tenant.id)).resolves.toEqual(tenant);
    });

    it('keeps documents of the same id in different collections apart', async () => {
      const { store } = subject();
      await store.transact(async (transaction) => {
        transaction.create('claims', 'same', aClaim());
        transaction.create('settings', 'same', aSetting());
      });

      await expect(store.get('claims', 'same')).resolves.toEqual(aClaim());
      await expect(store.get('settings', 'same')).resolves.toEqual(aSetting());
    });

    it('keeps a lock beyond the end of its hold, and what it remembers', async () => {
      const { store } = subject();
      const lock = aLock({ resource: 'tunnel:a/b', held_until: '2000-01-01T00:00:00.000Z' });
      await store.transact(async (transaction) => {
        transaction.create('locks', lock.resource, lock);
      });

      await expect(store.get('locks', lock.resource)).resolves.toEqual(lock);
    });

    it('replaces the whole document on put', async () => {
      const { store } = subject();
      const { id } = await putTenant(store, aTenant({ params: { old: 1 } }));

      const replacement = await putTenant(store, aTenant({ id, params: { fresh: 2 } }));

      await expect(store.get('tenants', id)).resolves.toEqual(replacement);
    });

    it('removes a document', async () => {
      const { store } = subject();
      const { id } = await putTenant(store, aTenant());

      await store.transact(async (transaction) => transaction.remove('tenants', id));

      await expect(store.get('tenants', id)).resolves.toBeUndefined();
    });

    it('removes a document that is not there without complaint', async () => {
      const removal = subject().store.transact(async (transaction) =>
        transaction.remove('claims', 'nobody'),
      );

      await expect(removal).resolves.toBeUndefined();
    });

    it('stores the document as it was when put was called', async () => {
      const { store } = subject();
      const params: Record<string, string> = { image: 'before' };
      const tenant = aTenant({ params });

      await store.transact(async (transaction) => {
        transaction.put('tenants', tenant.id, tenant);
        params['image'] = 'after';
      });

      const stored = await store.get('tenants', tenant.id);
      expect(stored?.params).toEqual({ image: 'before' });
    });

    it('hands out documents that do not share state', async () => {
      const { store } = subject();
      const { id } = await putTenant(store, aTenant({ params: { image: 'before' } }));
      const first = await store.get('tenants', id);

      Object.assign(first?.params ?? {}, { image: 'after' });

      const second = await store.get('tenants', id);
      expect(second?.params).toEqual({ image: 'before' });
    });

    it.each([
      ['unicode', '{"名前":"Zoë 🦔 \\u0001 \\u0000 \\u2028 \\"\\\\"}'],
      ['names of Object.prototype', '{"__proto__":{"is_admin":true},"constructor":1,"toString":2}'],
      ['empty things', '{"":"","a":{},"b":[],"c":[[],{}]}'],
      ['twenty levels', `${'{"a":'.repeat(19)}{}${'}'.repeat(19)}`],
      ['extreme numbers', '{"a":9007199254740991,"b":-1.5e-300,"c":1e308,"d":0.1}'],
      ['literals as text', '{"a":"null","b":null,"c":"true","d":false}'],
    ])('keeps params with %s', async (_, json) => {
      const { store } = subject();
      const { id } = await putTenant(store, aTenant({ params: JSON.parse(json) }));

      const stored = await store.get('tenants', id);

      expect(JSON.parse(JSON.stringify(stored?.params))).toEqual(JSON.parse(json));
      expect(Object.keys(stored?.params ?? {}).toSorted()).toEqual(
        Object.keys(JSON.parse(json)).toSorted(),
      );
    });

    it('keeps a document of almost a megabyte', async () => {
      const { store } = subject();
      const value = 'x'.repeat(990_000);

      await store.transact(async (transaction) =>
        transaction.put('settings', 'large', aSetting({ value })),
      );

      await expect(store.get('settings', 'large')).resolves.toEqual(aSetting({ value }));
    });

    it.each([
      ['plain text', 'x'.repeat(1_000_001)],
      ['text whose bytes are more than its characters', '€'.repeat(400_000)],
    ])('refuses a document that is too large: %s', async (_, value) => {
      const { store } = subject();

      const write = store.transact(async (transaction) => {
        transaction.put('settings', 'small', aSetting());
        transaction.put('settings', 'large', aSetting({ value }));
      });

      await expect(write).rejects.toMatchObject({ code: 'document_too_large' });
      await expect(store.get('settings', 'small')).resolves.toBeUndefined();
    });

    it('answers a ping', async () => {
      await expect(subject().store.ping()).resolves.toBeUndefined();
    });
  });
}

function transactionContract(subject: Subject): void {
  describe('transact()', () => {
    it('returns what the work returns', async () => {
      await expect(subject().store.transact(async () => 'done')).resolves.toBe('done');
    });

    it('writes all documents or none when one of them exists', async () => {
      const { store } = subject();
      await store.transact(async (transaction) => transaction.create('claims', 'a', aClaim()));

      const second = store.transact(async (transaction) => {
        transaction.put('claims', 'b', aClaim());
        transaction.create('claims', 'a', aClaim({ tenant_id: 'another' }));
      });

      await expect(second).rejects.toMatchObject({ code: 'document_exists' });
      await expect(store.get('claims', 'b')).resolves.toBeUndefined();
      await expect(store.get('claims', 'a')).resolves.toEqual(aClaim());
    });

    it('creates a document again after it was removed', async () => {
      const { store } = subject();
      await store.transact(async (transaction) => transaction.create('claims', 'a', aClaim()));
      await store.transact(async (transaction) => transaction.remove('claims', 'a'));
      const again = aClaim({ tenant_id: 'another' });

      await store.transact(async (transaction) => transaction.create('claims', 'a', again));

      await expect(store.get('claims', 'a')).resolves.toEqual(again);
    });

    it('gives a name that many want at once to exactly one', async () => {
      const { store } = subject();
      const tenants = Array.from({ length: 10 }, (_, index) => `tenant-${index}`);

      const outcomes = await Promise.allSettled(
        tenants.map((tenant_id) =>
          store.transact(async (transaction) =>
            transaction.create('claims', 'slug', aClaim({ tenant_id })),
          ),
        ),
      );

      const winners = tenants.filter((_, index) => outcomes[index]?.status === 'fulfilled');
      const claim = await store.get('claims', 'slug');
      expect(winners).toEqual([claim?.tenant_id]);
    });

    it('writes nothing and passes the error on when the work throws', async () => {
      const { store } = subject();
      const failure = new Error('Cannot go on');

      const failed = store.transact(async (transaction) => {
        transaction.put('claims', 'a', aClaim());
        throw failure;
      });

      await expect(failed).rejects.toBe(failure);
      await expect(store.get('claims', 'a')).resolves.toBeUndefined();
    });

    it('shows nothing before the work has returned', async () => {
      const { store } = subject();

      const seenInside = await store.transact(async (transaction) => {
        transaction.put('claims', 'a', aClaim());
        return await store.get('claims', 'a');
      });

      expect(seenInside).toBeUndefined();
    });

    it('refuses a read after a write', async () => {
      const misuse = subject().store.transact(async (transaction) => {
        transaction.put('claims', 'a', aClaim());
        await transaction.get('claims', 'b');
      });

      await expect(misuse).rejects.toThrow('reads come before writes');
    });

    it('refuses a write after the work has returned', async () => {
      const late = await subject().store.transact(async (transaction) => transaction);

      expect(() => late.put('claims', 'a', aClaim())).toThrow('the transaction has ended');
    });

    it('does not know the time before the first read', async () => {
      const early = subject().store.transact(async (transaction) => transaction.now());

      await expect(early).rejects.toThrow('first read');
    });

    it('tells one time, in milliseconds of UTC, after the first read', async () => {
      const { store } = subject();

      const times = await store.transact(async (transaction) => {
        await transaction.get('claims', 'a');
        const first = transaction.now();
        await pause(5);
        await transaction.get('claims', 'b');
        return [first, transaction.now()];
      });

      expect(times[0]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(times[1]).toBe(times[0]);
    });

    it('runs the work again when a document it read was changed meanwhile', async () => {
      const { store } = subject();
      await putCounter(store, 10);
      const seen: number[] = [];

      await store.transact(async (transaction) => {
        const count = Number((await transaction.get('settings', 'counter'))?.value);
        seen.push(count);
        if (seen.length === 1) await increment(store);
        transaction.put('settings', 'counter', aSetting({ value: String(count + 1) }));
      });

      expect(seen).toEqual([10, 11]);
      await expect(counter(store)).resolves.toBe(12);
    });

    it('runs the work again when a document it found missing was created meanwhile', async () => {
      const { store } = subject();
      const seen: boolean[] = [];

      await store.transact(async (transaction) => {
        const claim = await transaction.get('claims', 'a');
        seen.push(claim !== undefined);
        if (seen.length === 1) await putClaim(store, 'a');
        transaction.put('claims', 'b', aClaim());
      });

      expect(seen).toEqual([false, true]);
    });

    it('runs the work again when a document it read was removed and made again', async () => {
      const { store } = subject();
      await putClaim(store, 'a');
      let runs = 0;

      await store.transact(async (transaction) => {
        await transaction.get('claims', 'a');
        runs += 1;
        if (runs === 1) {
          await store.transact(async (other) => other.remove('claims', 'a'));
          await putClaim(store, 'a');
        }
        transaction.put('claims', 'b', aClaim());
      });

      expect(runs).toBe(2);
    });

    it('does not run the work again for a document that it did not read', async () => {
      const { store } = subject();
      let runs = 0;

      await store.transact(async (transaction) => {
        await transaction.get('claims', 'a');
        runs += 1;
        await putClaim(store, 'other');
        transaction.put('claims', 'b', aClaim());
      });

      expect(runs).toBe(1);
    });

    it('never lets the work end on documents of two different moments', async () => {
      const { store } = subject();
      await putPair(store, 1);
      let runs = 0;

      const sum = await store.transact(async (transaction) => {
        runs += 1;
        const left = Number((await transaction.get('settings', 'left'))?.value);
        if (runs === 1) await putPair(store, 5);
        const right = Number((await transaction.get('settings', 'right'))?.value);
        if (left + right !== 0) throw new Error('Cannot add up');
        return left + right;
      });

      expect(sum).toBe(0);
      expect(runs).toBe(2);
    });

    it('loses none of two interleaved increments', async () => {
      const { store } = subject();
      await putCounter(store, 0);

      await Promise.all([increment(store, 5), increment(store, 5)]);

      await expect(counter(store)).resolves.toBe(2);
    });

    it('loses none of twenty parallel increments', async () => {
      const { store } = subject();
      await putCounter(store, 0);

      await Promise.all(Array.from({ length: 20 }, () => increment(store)));

      await expect(counter(store)).resolves.toBe(20);
    });

    it('gives up with store_contention when every attempt meets another writer', async () => {
      const { store } = subject();
      await putCounter(store, 0);
      let runs = 0;

      const contended = store.transact(async (transaction) => {
        runs += 1;
        await transaction.get('settings', 'counter');
        await increment(store);
        transaction.put('settings', 'counter', aSetting({ value: 'lost' }));
      });

      await expect(contended).rejects.toMatchObject({
        code: 'store_contention',
        retryAfterMs: expect.any(Number),
      });
      expect(runs).toBe(transactionAttempts);
      await expect(counter(store)).resolves.toBe(transactionAttempts);
    });
  });
}

function schemaContract(subject: Subject): void {
  describe('a document of a newer schema', () => {
    const future = '{"schema":99,"id":"f","shape":"unknown"}';
    const unknown = { code: 'unknown_schema' };

    it('is refused on read', async () => {
      const { store, plant } = subject();
      await plant('tenants', 'f', future);

      await expect(store.get('tenants', 'f')).rejects.toMatchObject(unknown);
      await expect(store.transact((tx) => tx.get('tenants', 'f'))).rejects.toMatchObject(unknown);
    });

    it('is refused by waitForChange()', async () => {
      const { store, plant } = subject();
      await plant('tenants', 'f', future);

      const wait = store.waitForChange({ tenantId: 'f', sinceRecordVersion: 0, timeoutMs: 50 });

      await expect(wait).rejects.toMatchObject(unknown);
    });

    it.each(['put', 'remove'] as const)('is neither replaced nor removed by %s', async (kind) => {
      const { store, plant } = subject();
      await plant('tenants', 'f', future);

      const write = store.transact(async (transaction) => {
        transaction.put('claims', 'a', aClaim());
        if (kind === 'put') transaction.put('tenants', 'f', aTenant({ id: 'f' }));
        else transaction.remove('tenants', 'f');
      });

      await expect(write).rejects.toMatchObject(unknown);
      await expect(store.get('claims', 'a')).resolves.toBeUndefined();
      await expect(store.get('tenants', 'f')).rejects.toMatchObject(unknown);
    });

    it('is never written', async () => {
      const { store } = subject();

      const write = store.transact(async (transaction) =>
        transaction.put('settings', 'f', JSON.parse(future)),
      );

      await expect(write).rejects.toMatchObject(unknown);
    });
  });
}

function expiryContract(subject: Subject): void {
  describe('a document whose time has passed', () => {
    const past = '2000-01-01T00:00:00.000Z';
    const future = '2999-01-01T00:00:00.000Z';

    it('is not there any more', async () => {
      const { store } = subject();
      const { id } = await putTenant(store, aTenant({ status: 'deleted', expires_at: past }));

      await expect(store.get('tenants', id)).resolves.toBeUndefined();
      await expect(store.transact((tx) => tx.get('tenants', id))).resolves.toBeUndefined();
    });

    it('is in no list', async () => {
      const { store } = subject();
      const dead = { status: 'deleted' } as const;
      await putTenants(store, aTenant({ ...dead, expires_at: past }));
      const alive = await putTenant(store, aTenant({ ...dead, expires_at: future }));

      const { items } = await store.listTenants({ limit: 10, sort: 'slug', status: 'deleted' });

      expect(items).toEqual([alive]);
    });

    it('can be put anew', async () => {
      const { store } = subject();
      const { id } = await putTenant(store, aTenant({ status: 'deleted', expires_at: past }));

      const fresh = await putTenant(store, aTenant({ id }));

      await expect(store.get('tenants', id)).resolves.toEqual(fresh);
    });
  });
}

function tenantListContract(subject: Subject): void {
  describe('listTenants()', () => {
    it('returns an empty last page when there is nothing', async () => {
      const page = await subject().store.listTenants({ limit: 10, sort: 'slug' });

      expect(page).toEqual({ items: [] });
    });

    it('returns whole tenants', async () => {
      const { store } = subject();
      const tenant = await putTenant(store, aTenant({ params: { image: { tag: 'v1' } } }));

      const page = await store.listTenants({ limit: 10, sort: 'slug' });

      expect(page.items).toEqual([tenant]);
    });

    it.each([
      ['created_at', ['b', 'c', 'a', 'd']],
      ['-created_at', ['d', 'a', 'c', 'b']],
      ['slug', ['d', 'c', 'b', 'a']],
    ] as const)('sorts by %s, ties by id', async (sort, expected) => {
      const { store } = subject();
      await putTenants(
        store,
        aTenant({ id: 'a', slug: 'z', created_at: '2026-02-01T00:00:00.000Z' }),
        aTenant({ id: 'b', slug: 'y', created_at: '2026-01-01T00:00:00.000Z' }),
        aTenant({ id: 'c', slug: 'x', created_at: '2026-01-01T00:00:00.000Z' }),
        aTenant({ id: 'd', slug: 'w', created_at: '2026-03-01T00:00:00.000Z' }),
      );

      const page = await store.listTenants({ limit: 10, sort });

      expect(idsOf(page)).toEqual(expected);
    });

    it.each(['created_at', '-created_at', 'slug'] as const)(
      'visits every tenant once, page by page over ties, sorted by %s',
      async (sort) => {
        const { store } = subject();
        const ids = Array.from({ length: 11 }, (_, index) => `tenant-${10 + index}`);
        await putTenants(store, ...ids.map((id) => aTenant({ id, slug: 'same' })));

        const pages = await allPages((after) => store.listTenants({ limit: 3, sort, ...after }));

        expect(pages.flatMap(idsOf)).toEqual(sort === '-created_at' ? ids.toReversed() : ids);
        expect(pages.map(({ items }) => items.length)).toEqual([3, 3, 3, 2]);
      },
    );

    it('has no next page when the last one is exactly full', async () => {
      const { store } = subject();
      await putTenants(store, aTenant(), aTenant());

      const page = await store.listTenants({ limit: 2, sort: 'created_at' });

      expect(page.items).toHaveLength(2);
      expect(page).not.toHaveProperty('next');
    });

    it('goes on after a tenant that is gone by now', async () => {
      const { store } = subject();
      await putTenants(store, aTenant({ id: 'a' }), aTenant({ id: 'b' }), aTenant({ id: 'c' }));
      const { next } = await store.listTenants({ limit: 2, sort: 'created_at' });
      await store.transact(async (transaction) => transaction.remove('tenants', 'b'));

      const page = await store.listTenants({ limit: 2, sort: 'created_at', ...startOf(next) });

      expect(idsOf(page)).toEqual(['c']);
    });

    it.each([
      ['organizationId', { organizationId: 'org' }, { organization_id: 'org' }],
      ['product', { product: 'nats' }, { product: 'nats' }],
      ['status', { status: 'failed' }, { status: 'failed' }],
      ['tier', { tier: 'pro' }, { tier: 'pro' }],
      [
        'cluster',
        { cluster: 'west' },
        { placement: { region: 'r', cluster: 'west', namespace: 'n' } },
      ],
      ['labelPair', { labelPair: 'team=a' }, { labels: { team: 'a', stage: 'dev' } }],
    ] as const)('filters by %s', async (_, filter, match) => {
      const { store } = subject();
      await putTenants(store, aTenant(), aTenant({ id: 'match', ...match }), aTenant());

      const page = await store.listTenants({ limit: 10, sort: 'slug', ...filter });

      expect(idsOf(page)).toEqual(['match']);
    });

    it('returns only what meets every filter', async () => {
      const { store } = subject();
      const all = { product: 'nats', tier: 'pro', labels: { team: 'a' } } as const;
      await putTenants(
        store,
        aTenant({ ...all, id: 'match', organization_id: 'org' }),
        aTenant({ ...all, id: 'other-organization' }),
        aTenant({ ...all, id: 'other-tier', organization_id: 'org', tier: 'free' }),
        aTenant({ ...all, id: 'other-label', organization_id: 'org', labels: { team: 'b' } }),
        aTenant({ ...all, id: 'other-status', organization_id: 'org', status: 'failed' }),
      );

      const page = await store.listTenants({
        limit: 10,
        sort: '-created_at',
        organizationId: 'org',
        product: 'nats',
        tier: 'pro',
        status: 'active',
        labelPair: 'team=a',
      });

      expect(idsOf(page)).toEqual(['match']);
    });

    it('follows a tenant whose filtered fields change', async () => {
      const { store } = subject();
      await putTenant(store, aTenant({ id: 'a', status: 'queued', labels: { team: 'a' } }));

      await putTenant(store, aTenant({ id: 'a', status: 'active', labels: { team: 'b' } }));

      const list = async (filter: object) =>
        idsOf(await store.listTenants({ limit: 10, sort: 'slug', ...filter }));
      await expect(list({ status: 'queued' })).resolves.toEqual([]);
      await expect(list({ labelPair: 'team=a' })).resolves.toEqual([]);
      await expect(list({ status: 'active', labelPair: 'team=b' })).resolves.toEqual(['a']);
    });

    it('never shows one organization what another has', async () => {
      const { store } = subject();
      const odd = ['org', 'org:slug', 'org=x', '', 'organization=org', 'org%', "o'rg", 'ORG'];
      await putTenants(
        store,
        ...odd.map((org) => aTenant({ id: `of ${org}`, organization_id: org })),
      );

      for (const organizationId of odd) {
        const page = await store.listTenants({ limit: 10, sort: 'slug', organizationId });
        expect(idsOf(page)).toEqual([`of ${organizationId}`]);
      }
    });

    it('finds slugs by a prefix, in order', async () => {
      const { store } = subject();
      const slugs = ['ril', 'riley', 'riley-2', 'rim', 'a-riley'];
      await putTenants(store, ...slugs.map((slug) => aTenant({ id: slug, slug })));

      const page = await store.listTenants({ limit: 2, sort: 'slug', slugPrefix: 'ril' });
      const rest = await store.listTenants({
        limit: 2,
        sort: 'slug',
        slugPrefix: 'ril',
        ...startOf(page.next),
      });

      expect([...idsOf(page), ...idsOf(rest)]).toEqual(['ril', 'riley', 'riley-2']);
    });

    it('refuses a prefix with another sort', async () => {
      const list = subject().store.listTenants({ limit: 2, sort: 'created_at', slugPrefix: 'r' });

      await expect(list).rejects.toMatchObject({ code: 'invalid_query' });
    });

    it.each([0, -1, 201, 1.5, Number.NaN])('refuses a limit of %d', async (limit) => {
      const list = subject().store.listTenants({ limit, sort: 'slug' });

      await expect(list).rejects.toMatchObject({ code: 'invalid_query' });
    });

    it('leaves tombstones out unless they are asked for', async () => {
      const { store } = subject();
      const org = { organization_id: 'org', labels: { team: 'a' } } as const;
      await putTenants(
        store,
        aTenant({ ...org, id: 'live' }),
        aTenant({ ...org, id: 'dead', status: 'deleted' }),
      );

      const list = async (filter: object) =>
        idsOf(await store.listTenants({ limit: 10, sort: 'slug', ...filter }));
      await expect(list({})).resolves.toEqual(['live']);
      await expect(list({ organizationId: 'org' })).resolves.toEqual(['live']);
      await expect(list({ labelPair: 'team=a' })).resolves.toEqual(['live']);
      await expect(list({ status: 'deleted' })).resolves.toEqual(['dead']);
      await expect(list({ status: 'deleted', organizationId: 'org' })).resolves.toEqual(['dead']);
      await expect(list({ status: 'deleted', organizationId: 'other' })).resolves.toEqual([]);
    });

    it('forgets a removed tenant', async () => {
      const { store } = subject();
      const { id } = await putTenant(store, aTenant());

      await store.transact(async (transaction) => transaction.remove('tenants', id));

      const page = await store.listTenants({ limit: 10, sort: 'slug' });
      expect(page.items).toEqual([]);
    });
  });
}

function historyContract(subject: Subject): void {
  describe('listOperations()', () => {
    it("returns the tenant's own operations, newest first, page by page", async () => {
      const { store } = subject();
      const operations = [1, 2, 3, 4, 5].map((day) =>
        anOperation({
          id: `operation-${day}`,
          tenant_id: 'tenant-1',
          // The third and the fourth are a tie.
          created_at: `2026-01-0${day === 4 ? 3 : day}T00:00:00.000Z`,
        }),
      );
      await store.transact(async (transaction) => {
        for (const one of [...operations, anOperation()]) {
          transaction.create('operations', one.id, one);
        }
      });

      const pages = await allPages((after) =>
        store.listOperations('tenant-1', { limit: 2, ...after }),
      );

      expect(pages.flatMap(({ items }) => items)).toEqual(operations.toReversed());
    });
  });

  describe('listEvents()', () => {
    it("returns the tenant's own events, oldest first by number, page by page", async () => {
      const { store } = subject();
      const events = Array.from({ length: 12 }, (_, index) => anEvent({ number: index + 1 }));
      const foreign = anEvent({ tenant_id: 'tenant-10' });
      await store.transact(async (transaction) => {
        for (const event of [...events.toReversed(), foreign]) {
          transaction.create('events', `${event.tenant_id}/${event.number}`, event);
        }
      });

      const pages = await allPages((after) => store.listEvents('tenant-1', { limit: 5, ...after }));

      expect(pages.flatMap(({ items }) => items)).toEqual(events);
    });
  });

  describe('listRevisions()', () => {
    it("returns the tenant's own revisions, oldest first by number, page by page", async () => {
      const { store } = subject();
      const revisions = [1, 2, 9, 10, 11, 100].map((number) => aRevision({ number }));
      const foreign = aRevision({ tenant_id: 'tenant-10' });
      await store.transact(async (transaction) => {
        for (const revision of [...revisions.toReversed(), foreign]) {
          const { tenant_id, number } = revision;
          transaction.create('revisions', `${tenant_id}/${number}`, revision);
        }
      });

      const pages = await allPages((after) =>
        store.listRevisions('tenant-1', { limit: 4, ...after }),
      );

      expect(pages.flatMap(({ items }) => items)).toEqual(revisions);
      await expect(store.listRevisions('nobody', { limit: 1 })).resolves.toEqual({ items: [] });
    });
  });
}

function deadLetterListContract(subject: Subject): void {
  describe('listDeadLetters()', () => {
    const states = ['open', 'open', 'redriven', 'discarded', 'open'] as const;
    // The second and the third are a tie.
    const letters = [1, 2, 2, 3, 4].map((minute, index) =>
      aDeadLetter({
        id: `message-${index}`,
        state: states[index] ?? 'open',
        received_at: `2026-01-01T00:0${minute}:00.000Z`,
      }),
    );
    const put = async (...all: typeof letters) =>
      await subject().store.transact(async (transaction) => {
        for (const one of all) transaction.put('dead_letters', one.id, one);
      });

    it('returns whole dead letters, newest first, page by page', async () => {
      await put(...letters);

      const pages = await allPages((after) =>
        subject().store.listDeadLetters({ limit: 2, ...after }),
      );

      expect(pages.flatMap(({ items }) => items)).toEqual(letters.toReversed());
    });

    it('filters by state, page by page', async () => {
      await put(...letters);

      const pages = await allPages((after) =>
        subject().store.listDeadLetters({ limit: 2, state: 'open', ...after }),
      );

      const ids = pages.flatMap(({ items }) => items.map(({ id }) => id));
      expect(ids).toEqual(['message-4', 'message-1', 'message-0']);
    });

    it('follows a dead letter whose state changes', async () => {
      await put(aDeadLetter());

      await put(aDeadLetter({ state: 'discarded' }));

      const { store } = subject();
      const list = async (state: 'open' | 'discarded') =>
        (await store.listDeadLetters({ limit: 9, state })).items.length;
      await expect(Promise.all([list('open'), list('discarded')])).resolves.toEqual([0, 1]);
    });

    it('leaves out what has expired', async () => {
      await put(aDeadLetter({ expires_at: '2026-01-01T00:00:00.000Z' }));

      await expect(subject().store.listDeadLetters({ limit: 9 })).resolves.toEqual({ items: [] });
    });

    it.each([0, 201])('refuses a limit of %d', async (limit) => {
      const list = subject().store.listDeadLetters({ limit });

      await expect(list).rejects.toMatchObject({ code: 'invalid_query' });
    });
  });
}

function apiKeyListContract(subject: Subject): void {
  describe('listApiKeys()', () => {
    const keys = [
      anApiKey({ hash: 'a', id: 'ops', organization_id: 'acme' }),
      anApiKey({ hash: 'b', id: 'page', created_at: '2026-01-02T00:00:00.000Z' }),
      anApiKey({ hash: 'c', id: 'ops', created_at: '2026-01-03T00:00:00.000Z' }),
    ];
    const hashes = async (
      query: { readonly organizationId: string } | { readonly id: string } | object,
    ) => {
      const pages = await allPages((after) =>
        subject().store.listApiKeys({ limit: 2, ...query, ...after }),
      );
      return pages.flatMap(({ items }) => items.map(({ hash }) => hash));
    };
    beforeEach(async () => {
      await subject().store.transact(async (transaction) => {
        for (const key of keys) transaction.create('api_keys', key.hash, key);
      });
    });

    it('returns all keys, newest first, page by page', async () => {
      await expect(hashes({})).resolves.toEqual(['c', 'b', 'a']);
    });

    it('returns those of one organization', async () => {
      await expect(hashes({ organizationId: 'default' })).resolves.toEqual(['c', 'b']);
    });

    it('returns those with one id', async () => {
      await expect(hashes({ id: 'ops' })).resolves.toEqual(['c', 'a']);
    });

    it('forgets a removed key', async () => {
      await subject().store.transact(async (transaction) => transaction.remove('api_keys', 'c'));

      await expect(hashes({ id: 'ops' })).resolves.toEqual(['a']);
    });
  });
}

function tombstoneContract(subject: Subject): void {
  describe('listEndedTombstones()', () => {
    it('returns tombstones whose time is over, the oldest first', async () => {
      const { store } = subject();
      const status = 'deleted';
      await putTenants(
        store,
        aTenant({ id: 'kept', status, expires_at: '2999-01-01T00:00:00.000Z' }),
        aTenant({ id: 'second', status, expires_at: '2026-01-01T00:00:00.001Z' }),
        aTenant({ id: 'first', status, expires_at: '2026-01-01T00:00:00.000Z' }),
        aTenant({ id: 'alive', expires_at: null }),
      );
      const idsOf = async (limit: number) =>
        (await store.listEndedTombstones(limit)).map(({ id }) => id);

      await expect(idsOf(10)).resolves.toEqual(['first', 'second']);
      await expect(idsOf(1)).resolves.toEqual(['first']);
      await expect(store.get('tenants', 'first')).resolves.toBeUndefined();
    });

    it('forgets one that is removed, and removes what is not there', async () => {
      const { store } = subject();
      const ended = '2026-01-01T00:00:00.000Z';
      await putTenants(store, aTenant({ id: 'a', status: 'deleted', expires_at: ended }));

      await store.transact(async (transaction) => {
        transaction.remove('tenants', 'a');
        transaction.remove('events', 'a/1');
      });

      await expect(store.listEndedTombstones(10)).resolves.toEqual([]);
    });

    it.each([0, 201, 1.5])('refuses a limit of %s', async (limit) => {
      await expect(subject().store.listEndedTombstones(limit)).rejects.toMatchObject({
        code: 'invalid_query',
      });
    });
  });
}

function dueContract(subject: Subject): void {
  describe('listDue()', () => {
    it('returns what is due, the longest overdue first', async () => {
      const { store } = subject();
      await putTenants(
        store,
        aTenant({ id: 'later', due: '2999-01-01T00:00:00.000Z' }),
        aTenant({ id: 'second', due: '2026-01-02T00:00:00.000Z' }),
        aTenant({ id: 'never', due: null }),
        aTenant({ id: 'first', due: '2026-01-01T00:00:00.000Z' }),
        aTenant({ id: 'third', due: '2026-01-02T00:00:00.001Z', status: 'deleted' }),
      );

      await expect(store.listDue(10)).resolves.toEqual(['first', 'second', 'third']);
      await expect(store.listDue(2)).resolves.toEqual(['first', 'second']);
    });

    it('returns a tenant that became due at the time of its write', async () => {
      const { store } = subject();

      await store.transact(async (transaction) => {
        await transaction.get('tenants', 'a');
        transaction.put('tenants', 'a', aTenant({ id: 'a', due: transaction.now() }));
      });

      await expect(store.listDue(10)).resolves.toEqual(['a']);
    });

    it('no longer returns a tenant whose due is taken away', async () => {
      const { store } = subject();
      await putTenant(store, aTenant({ id: 'a', due: '2026-01-01T00:00:00.000Z' }));

      await putTenant(store, aTenant({ id: 'a', due: null }));

      await expect(store.listDue(10)).resolves.toEqual([]);
    });

    it.each([0, 1_001, 2.5])('refuses a limit of %d', async (limit) => {
      await expect(subject().store.listDue(limit)).rejects.toMatchObject({ code: 'invalid_query' });
    });
  });
}

function waitContract(subject: Subject): void {
  describe('waitForChange()', () => {
    const longMs = 5_000;

    it('returns at once when the record is newer already', async () => {
      const { store } = subject();
      const tenant = await putTenant(store, aTenant({ record_version: 3 }));

      const changed = await store.waitForChange(waitFor(tenant, { since: 2, timeoutMs: longMs }));

      expect(changed).toEqual(tenant);
    });

    it('returns the tenant as soon as it is written', async () => {
      const { store } = subject();
      const tenant = await putTenant(store, aTenant({ record_version: 3 }));
      const wait = store.waitForChange(waitFor(tenant, { since: 3, timeoutMs: longMs }));

      const written = await putTenant(store, { ...tenant, record_version: 4, health: 'degraded' });

      await expect(wait).resolves.toEqual(written);
    });

    it('returns the tenant as soon as it is created', async () => {
      const { store } = subject();
      const tenant = aTenant();
      const wait = store.waitForChange(waitFor(tenant, { since: 0, timeoutMs: longMs }));

      await putTenant(store, tenant);

      await expect(wait).resolves.toEqual(tenant);
    });

    it('returns undefined at the timeout, whatever is written to other tenants', async () => {
      const { store } = subject();
      const tenant = await putTenant(store, aTenant({ record_version: 3 }));
      const wait = store.waitForChange(waitFor(tenant, { since: 3, timeoutMs: 100 }));

      await putTenant(store, aTenant({ record_version: 9 }));

      await expect(wait).resolves.toBeUndefined();
    });

    it('does not wait at all with a timeout of 0', async () => {
      const { store } = subject();
      const tenant = await putTenant(store, aTenant());

      const changed = await store.waitForChange(waitFor(tenant, { since: 1, timeoutMs: 0 }));

      expect(changed).toBeUndefined();
    });

    it('returns undefined when it is aborted', async () => {
      const { store } = subject();
      const tenant = await putTenant(store, aTenant());
      const abort = new AbortController();
      const { signal } = abort;
      const startedAt = performance.now();
      const wait = store.waitForChange({
        ...waitFor(tenant, { since: 1, timeoutMs: longMs }),
        signal,
      });

      abort.abort();

      await expect(wait).resolves.toBeUndefined();
      expect(performance.now() - startedAt).toBeLessThan(longMs / 2);
    });

    it('does not wait for a signal that was aborted before', async () => {
      const { store } = subject();
      const tenant = await putTenant(store, aTenant());
      const startedAt = performance.now();

      const changed = await store.waitForChange({
        ...waitFor(tenant, { since: 1, timeoutMs: longMs }),
        signal: AbortSignal.abort(),
      });

      expect(changed).toBeUndefined();
      expect(performance.now() - startedAt).toBeLessThan(longMs / 2);
    });

    it.each([60_001, Number.NaN])('refuses a timeout of %d ms', async (timeoutMs) => {
      const wait = subject().store.waitForChange(waitFor(aTenant(), { since: 0, timeoutMs }));

      await expect(wait).rejects.toMatchObject({ code: 'invalid_query' });
    });

    it('wakes many who wait for the same tenant', async () => {
      const { store } = subject();
      const tenant = await putTenant(store, aTenant());
      const waits = Array.from({ length: 50 }, () =>
        store.waitForChange(waitFor(tenant, { since: 1, timeoutMs: longMs })),
      );

      const written = await putTenant(store, { ...tenant, record_version: 2 });

      await expect(Promise.all(waits)).resolves.toEqual(Array(50).fill(written));
    });
  });
}

function waitFor(tenant: Tenant, { since, timeoutMs }: { since: number; timeoutMs: number }) {
  return { tenantId: tenant.id, sinceRecordVersion: since, timeoutMs };
}

async function putTenant(store: Store, tenant: Tenant): Promise<Tenant> {
  await putTenants(store, tenant);
  return tenant;
}

async function putTenants(store: Store, ...tenants: readonly Tenant[]): Promise<void> {
  await store.transact(async (transaction) => {
    for (const tenant of tenants) transaction.put('tenants', tenant.id, tenant);
  });
}

async function putClaim(store: Store, id: string): Promise<void> {
  await store.transact(async (transaction) => transaction.put('claims', id, aClaim()));
}

/** Two documents whose values add up to 0 at every moment. */
async function putPair(store: Store, value: number): Promise<void> {
  await store.transact(async (transaction) => {
    transaction.put('settings', 'left', aSetting({ value: String(value) }));
    transaction.put('settings', 'right', aSetting({ value: String(-value) }));
  });
}

async function putCounter(store: Store, count: number): Promise<void> {
  await store.transact(async (transaction) =>
    transaction.put('settings', 'counter', aSetting({ value: String(count) })),
  );
}

async function counter(store: Store): Promise<number> {
  return Number((await store.get('settings', 'counter'))?.value);
}

async function increment(store: Store, thinkMs = 0): Promise<void> {
  await store.transact(async (transaction) => {
    const count = Number((await transaction.get('settings', 'counter'))?.value);
    await pause(thinkMs);
    transaction.put('settings', 'counter', aSetting({ value: String(count + 1) }));
  });
}

function idsOf(page: Page<Tenant>): readonly string[] {
  return page.items.map(({ id }) => id);
}

function startOf(next: PageStart | undefined): { after?: PageStart } {
  return next === undefined ? {} : { after: next };
}

/** Follows `next` to the end; gives up when a list does not end. */
async function allPages<T>(
  list: (after: { after?: PageStart }) => Promise<Page<T>>,
): Promise<readonly Page<T>[]> {
  const pages: Page<T>[] = [];
  for (let after: { after?: PageStart } = {}; pages.length < 100; ) {
    const page = await list(after);
    pages.push(page);
    if (page.next === undefined) return pages;
    after = { after: page.next };
  }
  throw new Error('Cannot reach the end of the list in 100 pages');
}
