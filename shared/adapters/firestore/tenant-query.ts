import type { PageStart, TenantQuery } from '../../ports/store.ts';
import { tenantName } from './document-name.ts';
import type { FirestoreValue, StructuredQuery } from './firestore-api.ts';
import { listConditions } from './tenant-list-keys.ts';

/** The query for the tenants of a page: `limit` of them, in the order of the sort, ties by id. */
export function tenantQuery(
  root: string,
  query: TenantQuery,
  { limit, after }: { readonly limit: number; readonly after?: PageStart | undefined },
): StructuredQuery {
  const sortPath = query.sort === 'slug' ? 'list.slug' : 'list.created_at';
  const direction = query.sort === '-created_at' ? 'DESCENDING' : 'ASCENDING';
  const conditions = [
    ...listConditions(query).map(({ key, value }) =>
      fieldFilter(`list.${key}`, key === 'labels' ? 'ARRAY_CONTAINS' : 'EQUAL', {
        stringValue: value,
      }),
    ),
    ...(query.slugPrefix === undefined ? [] : prefixFilters(sortPath, query.slugPrefix)),
  ];
  return {
    from: [{ collectionId: 'tenants' }],
    select: { fields: [{ fieldPath: 'record' }] },
    where: { compositeFilter: { op: 'AND', filters: conditions } },
    orderBy: [
      { field: { fieldPath: sortPath }, direction },
      { field: { fieldPath: '__name__' }, direction },
    ],
    ...(after !== undefined && { startAt: startAfter(root, after) }),
    limit: { value: limit },
  };
}

type Operator = 'EQUAL' | 'ARRAY_CONTAINS' | 'GREATER_THAN_OR_EQUAL' | 'LESS_THAN';

function prefixFilters(fieldPath: string, prefix: string) {
  // U+10FFFF sorts after every character that a text can go on with.
  return [
    fieldFilter(fieldPath, 'GREATER_THAN_OR_EQUAL', { stringValue: prefix }),
    fieldFilter(fieldPath, 'LESS_THAN', { stringValue: `${prefix}\u{10ffff}` }),
  ];
}

function fieldFilter(fieldPath: string, op: Operator, value: FirestoreValue) {
  return { fieldFilter: { field: { fieldPath }, op, value } };
}

function startAfter(root: string, { value, id }: PageStart) {
  return {
    values: [{ stringValue: value }, { referenceValue: tenantName(root, id) }],
    before: false,
  };
}
