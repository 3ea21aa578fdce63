import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEmbeddedStore } from '../../../../shared/adapters/embedded/create-embedded-store.ts';
import { type ListStretch, pageQuery } from '../../../../shared/adapters/embedded/list-page.ts';
import { openDatabase } from '../../../../shared/adapters/embedded/open-database.ts';
import type { PageStart, Store, TenantQuery } from '../../../../shared/ports/store.ts';
import type { Tenant } from '../../../../shared/tenant/tenant.ts';
import { aTenant } from '../../../builders/a-tenant.ts';

const stretch: ListStretch = {
  collection: 'tenants',
  lists: ['tenants:live:slug:all'],
  isDescending: false,
  limit: 20,
};

describe('pageQuery()', () => {
  let database: ReturnType<typeof openDatabase>;
  beforeEach(() => {
    database = openDatabase(':memory:');
  });
  afterEach(() => database.close());
  const planOf = ({ sql, parameters }: ReturnType<typeof pageQuery>) =>
    database
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all(...parameters)
      .map(({ detail }) => String(detail));

  const after = { value: 'riley', id: 'a' };
  it.each<[string, Partial<ListStretch>, string]>([
    ['the first page', {}, 'list=?'],
    ['a later page', { after }, 'list=? AND (value,id)>(?,?)'],
    ['a later page backwards', { after, isDescending: true }, 'list=? AND (value,id)<(?,?)'],
    ['a prefix', { valuePrefix: 'ri' }, 'list=? AND value>? AND value<?'],
    [
      'a later page of a prefix',
      { valuePrefix: 'ri', after },
      'list=? AND (value,id)>(?,?) AND value<?',
    ],
  ])('searches the index for %s, and sorts nothing', (_, part, search) => {
    const plan = planOf(pageQuery({ ...stretch, ...part }));

    expect(plan).toEqual([
      `SEARCH entry USING PRIMARY KEY (${search})`,
      'SEARCH document USING INDEX sqlite_autoindex_documents_1 (collection=? AND id=?)',
    ]);
  });

  it('looks further lists up by their whole key', () => {
    const lists = ['tenants:live:slug:product=frappe', 'tenants:live:slug:tier=pro'];

    const plan = planOf(pageQuery({ ...stretch, lists, after }));

    expect(plan.toSorted()).toEqual([
      'SEARCH document USING INDEX sqlite_autoindex_documents_1 (collection=? AND id=?)',
      'SEARCH entry USING PRIMARY KEY (list=? AND (value,id)>(?,?))',
      'SEARCH other EXISTS USING PRIMARY KEY (list=? AND value=? AND id=?)',
    ]);
  });
});

describe('listTenants() against a plain filter and sort', () => {
  const tenant = fc.record({
    id: fc.uuid(),
    slug: fc.constantFrom('a', 'a-b', 'ab', 'b', 'b1'),
    created_at: fc.constantFrom('2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.001Z'),
    organization_id: fc.constantFrom('one', 'two'),
    tier: fc.constantFrom('free', 'pro'),
    status: fc.constantFrom('active', 'failed', 'deleted'),
    labels: fc.constantFrom({}, { team: 'a' }, { team: 'a', stage: 'dev' }),
  });
  const query = fc.record(
    {
      sort: fc.constantFrom('created_at', '-created_at', 'slug'),
      limit: fc.integer({ min: 1, max: 7 }),
      organizationId: fc.constantFrom('one', 'two'),
      tier: fc.constantFrom('free', 'pro'),
      status: fc.constantFrom('active', 'failed', 'deleted'),
      labelPair: fc.constantFrom('team=a', 'stage=dev'),
    },
    { requiredKeys: ['sort', 'limit'] },
  );

  it('visits exactly the tenants that match, once, in order, whatever the limit', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(tenant, { maxLength: 25, selector: ({ id }) => id }),
        query,
        async (drafts, asked) => {
          const tenants = drafts.map((draft) => aTenant(draft as Partial<Tenant>));
          const database = openDatabase(':memory:');
          const store = createEmbeddedStore(database, { clock: { now: Date.now } });
          await store.transact(async (tx) => {
            for (const one of tenants) tx.put('tenants', one.id, one);
          });

          const visited = await visit(store, asked as TenantQuery);

          database.close();
          expect(visited).toEqual(expectedIds(tenants, asked as TenantQuery));
        },
      ),
      { numRuns: 150 },
    );
  });
});

async function visit(store: Store, query: TenantQuery): Promise<readonly string[]> {
  const ids: string[] = [];
  let after: PageStart | undefined;
  for (let page = 0; page < 50; page += 1) {
    const { items, next } = await store.listTenants({ ...query, ...(after && { after }) });
    ids.push(...items.map(({ id }) => id));
    if (next === undefined) return ids;
    after = next;
  }
  throw new Error('Cannot reach the end of the list in 50 pages');
}

function expectedIds(tenants: readonly Tenant[], query: TenantQuery): readonly string[] {
  const { organizationId, tier, status, labelPair, sort } = query;
  const column = sort === 'slug' ? 'slug' : 'created_at';
  const sign = sort === '-created_at' ? -1 : 1;
  return tenants
    .filter((one) => (status === undefined ? one.status !== 'deleted' : one.status === status))
    .filter((one) => organizationId === undefined || one.organization_id === organizationId)
    .filter((one) => tier === undefined || one.tier === tier)
    .filter((one) => labelPair === undefined || one.label_pairs.includes(labelPair))
    .toSorted((a, b) => sign * compare([a[column], a.id], [b[column], b.id]))
    .map(({ id }) => id);
}

function compare([a, idA]: [string, string], [b, idB]: [string, string]): number {
  if (a !== b) return a < b ? -1 : 1;
  return idA < idB ? -1 : 1;
}
