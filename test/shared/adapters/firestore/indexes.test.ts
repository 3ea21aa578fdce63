import { describe, expect, it } from 'vitest';
import { createFirestoreStore } from '../../../../shared/adapters/firestore/create-firestore-store.ts';
import { documentFields } from '../../../../shared/adapters/firestore/document-fields.ts';
import type { StructuredQuery } from '../../../../shared/adapters/firestore/firestore-api.ts';
import type { Collection, Documents, TenantQuery } from '../../../../shared/ports/store.ts';
import { aBillingRecord } from '../../../builders/a-billing-record.ts';
import { aClaim } from '../../../builders/a-claim.ts';
import { aDeadLetter } from '../../../builders/a-dead-letter.ts';
import { aLock } from '../../../builders/a-lock.ts';
import { aSetting } from '../../../builders/a-setting.ts';
import { aTenant } from '../../../builders/a-tenant.ts';
import { aWalkRecord } from '../../../builders/a-walk-record.ts';
import { anApiKey } from '../../../builders/an-api-key.ts';
import { anEvent } from '../../../builders/an-event.ts';
import { anIdempotencyRecord } from '../../../builders/an-idempotency-record.ts';
import { anOperation } from '../../../builders/an-operation.ts';
import { deployedIndexes, hasAutomaticIndex, type IndexFile, whyNoIndex } from './index-rules.ts';
import { recordingFirestore } from './recording-firestore.ts';

const file = deployedIndexes();
const queries = await everyQuery();

describe('infra/firestore.indexes.json', () => {
  it('has an index for every query that the store can ask', () => {
    const refused = queries.map((query) => whyNoIndex(query, file)).filter(Boolean);

    expect(queries.length).toBeGreaterThan(500);
    expect(refused).toEqual([]);
  });

  it.each(file.indexes.map((index, number) => [JSON.stringify(index.fields), number] as const))(
    'cannot do without %s',
    (_, number) => {
      const without = { ...file, indexes: file.indexes.toSpliced(number, 1) };

      const refused = queries.filter((query) => whyNoIndex(query, without) !== undefined);

      expect(refused).not.toEqual([]);
    },
  );

  it('indexes no field by default, so that a write costs what lists need and no more', () => {
    const fields = everyDocument().flatMap(([collection, document]) =>
      pathsOf(documentFields({ collection, id: 'x' }, document)).map((path) => [collection, path]),
    );

    const automatic = fields.filter(([collection = '', path = '']) =>
      hasAutomaticIndex(collection, path, file),
    );

    expect(fields.length).toBeGreaterThan(20);
    expect(automatic).toEqual([]);
  });

  it('lets Firestore remove what has an end', () => {
    const ends = everyDocument()
      .filter(
        ([collection, document]) =>
          'expire_at' in documentFields({ collection, id: 'x' }, document),
      )
      .map(([collection]) => collection)
      // Operations and events go with a tombstone, and a policy would take it alone: the walk does that.
      .filter((collection) => collection !== 'tenants');

    const policies = file.fieldOverrides.filter(({ ttl }) => ttl === true);

    expect(policies.map(({ collectionGroup }) => collectionGroup)).toEqual(ends);
    expect(new Set(policies.map(({ fieldPath }) => fieldPath))).toEqual(new Set(['expire_at']));
  });

  it('stays far below the limits of a database', () => {
    // cloud.google.com/firestore/quotas: 200 composite indexes without billing, 200 exemptions.
    expect(file.indexes.length).toBeLessThan(50);
    expect(file.fieldOverrides.length).toBeLessThan(50);
  });
});

describe('whyNoIndex()', () => {
  const nothing: IndexFile = { indexes: [], fieldOverrides: [] };
  const a = equal('a');
  const byB = [sort('b', 'ASCENDING')];

  it.each([
    ['the names alone', query([], [sort('__name__', 'ASCENDING')])],
    ['one equality', query([a])],
    ['several equalities', query([a, equal('b')])],
    ['one sort', query([], byB)],
    ['a range in its own sort', query([filter('b', 'LESS_THAN')], byB)],
    ['one array', query([filter('a', 'ARRAY_CONTAINS')])],
  ])('finds automatic indexes enough for %s', (_, asked) => {
    expect(whyNoIndex(asked, nothing)).toBeUndefined();
  });

  it.each([
    ['an equality and a sort', query([a], byB)],
    ['an equality and an array', query([a, filter('b', 'ARRAY_CONTAINS')])],
    ['a range and another sort', query([filter('a', 'LESS_THAN')], byB)],
  ])('finds them not enough for %s', (_, asked) => {
    expect(whyNoIndex(asked, nothing)).toBeDefined();
  });

  it.each([
    ['another direction', [field('a'), field('b', 'DESCENDING')]],
    ['another order', [field('b'), field('a')]],
    ['one field more', [field('a'), field('c'), field('b')]],
  ])('does not take an index with %s', (_, fields) => {
    expect(whyNoIndex(query([a], byB), withIndexes(fields))).toBeDefined();
    expect(whyNoIndex(query([a], byB), withIndexes([field('a'), field('b')]))).toBeUndefined();
  });

  it('merges indexes of equalities that end in the same sort', () => {
    const merged = withIndexes([field('a'), field('b')], [field('c'), field('b')]);
    const other = withIndexes([field('a'), field('b')], [field('c'), field('b', 'DESCENDING')]);

    expect(whyNoIndex(query([a, equal('c')], byB), merged)).toBeUndefined();
    expect(whyNoIndex(query([a, equal('c')], byB), other)).toBeDefined();
  });

  it('does not merge an index of an array', () => {
    const contains = { fieldPath: 'c', arrayConfig: 'CONTAINS' };
    const merged = withIndexes([field('a'), field('b')], [contains, field('b')]);

    expect(whyNoIndex(query([a, filter('c', 'ARRAY_CONTAINS')], byB), merged)).toBeDefined();
  });

  it('takes no automatic index of an exempt field, nor of one in an exempt map', () => {
    const exempt = (fieldPath: string): IndexFile => ({
      indexes: [],
      fieldOverrides: [{ collectionGroup: 'things', fieldPath, indexes: [] }],
    });

    expect(whyNoIndex(query([a]), exempt('a'))).toBeDefined();
    expect(whyNoIndex(query([equal('m.a')]), exempt('m'))).toBeDefined();
    expect(whyNoIndex(query([equal('ma')]), exempt('m'))).toBeUndefined();
  });

  it('judges nothing that it does not know', () => {
    expect(() => whyNoIndex(query([filter('a', 'IN')]), nothing)).toThrow('unknown operator');
  });
});

async function everyQuery(): Promise<readonly StructuredQuery[]> {
  const firestore = recordingFirestore();
  const store = createFirestoreStore({ firestore });
  const page = { limit: 10 };
  const after = { value: 'v', id: 'tenant-1/1' };
  for (const query of everyTenantQuery()) {
    await store.listTenants(query);
    await store.listTenants({ ...query, after });
  }
  for (const stretch of [page, { ...page, after }]) {
    await store.listOperations('tenant-1', stretch);
    await store.listEvents('tenant-1', stretch);
    await store.listRevisions('tenant-1', stretch);
    await store.listDeadLetters(stretch);
    await store.listDeadLetters({ ...stretch, state: 'open' });
    await store.listApiKeys(stretch);
    await store.listApiKeys({ ...stretch, organizationId: 'o' });
    await store.listApiKeys({ ...stretch, id: 'k' });
  }
  await store.listDue(10);
  await store.listEndedTombstones(10);
  return firestore.queries;
}

function everyTenantQuery(): readonly TenantQuery[] {
  const filters: readonly Partial<TenantQuery>[] = [
    { organizationId: 'org' },
    { product: 'frappe' },
    { tier: 'pro' },
    { cluster: 'west' },
    { labelPair: 'team=a' },
  ];
  const subsets = filters.reduce<readonly object[]>(
    (found, one) => found.concat(found.map((some) => ({ ...some, ...one }))),
    [{}, { status: 'active' }, { status: 'deleted' }],
  );
  const sorts = [
    { sort: 'created_at' },
    { sort: '-created_at' },
    { sort: 'slug' },
    { sort: 'slug', slugPrefix: 'r' },
  ] as const;
  return subsets.flatMap((subset) => sorts.map((one) => ({ limit: 10, ...subset, ...one })));
}

function everyDocument(): readonly (readonly [Collection, Documents[Collection]])[] {
  const at = '2026-01-01T00:00:00.000Z';
  const ofTenant = { schema: 1, tenant_id: 't', organization_id: 'o', number: 1 } as const;
  return [
    ['tenants', aTenant({ due: at, expires_at: at, labels: { team: 'a' } })],
    ['operations', anOperation()],
    ['claims', aClaim()],
    ['idempotency', anIdempotencyRecord()],
    ['events', anEvent()],
    [
      'revisions',
      {
        ...ofTenant,
        blueprint: { name: 'frappe', version: '1.0.0' },
        tier: 'pro',
        params: {},
        actor: 'a',
        reason: 'r',
        at,
      },
    ],
    ['api_keys', anApiKey()],
    ['clusters', { schema: 1, name: 'c', uid: 'u', state: 'open', created_at: at }],
    ['settings', aSetting()],
    ['dead_letters', aDeadLetter()],
    ['walks', aWalkRecord()],
    [
      'repairs',
      {
        schema: 1,
        tenant_id: 't',
        organization_id: 'o',
        walk: 1,
        streaks: [{ what: 'a', count: 1 }],
      },
    ],
    ['breakers', { schema: 1, dependency: 'cluster:c', state: 'closed', openings: 0, since: at }],
    ['locks', aLock()],
    ['billing', aBillingRecord()],
  ];
}

/** The paths of all fields, with the mark that each commit adds. */
function pathsOf(fields: ReturnType<typeof documentFields>): readonly string[] {
  const inner = Object.keys(fields['list']?.mapValue?.fields ?? {}).map((name) => `list.${name}`);
  return [...Object.keys(fields), ...inner, 'commit'];
}

function query(filters: readonly object[], orderBy: readonly object[] = []): StructuredQuery {
  return {
    from: [{ collectionId: 'things' }],
    where: { compositeFilter: { op: 'AND', filters: [...filters] } },
    orderBy: [...orderBy],
  };
}

function equal(fieldPath: string) {
  return filter(fieldPath, 'EQUAL');
}

function filter(fieldPath: string, op: string) {
  return { fieldFilter: { field: { fieldPath }, op, value: { stringValue: 'v' } } };
}

function sort(fieldPath: string, direction: string) {
  return { field: { fieldPath }, direction };
}

function field(fieldPath: string, order = 'ASCENDING') {
  return { fieldPath, order };
}

function withIndexes(
  ...indexes: readonly (readonly { readonly fieldPath: string }[])[]
): IndexFile {
  return {
    indexes: indexes.map((fields) => ({
      collectionGroup: 'things',
      queryScope: 'COLLECTION',
      fields,
    })),
    fieldOverrides: [],
  };
}
