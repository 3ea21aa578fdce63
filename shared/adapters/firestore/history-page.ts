import type { Collection, Documents, Page, PageRequest, PageStart } from '../../ports/store.ts';
import type { Operation } from '../../tenant/operation.ts';
import type { TenantEvent } from '../../tenant/records.ts';
import { recordOf } from './document-fields.ts';
import { documentName, tenantName } from './document-name.ts';
import type { FirestoreApi, StructuredQuery } from './firestore-api.ts';
import { guardLimit, pageLimitMax } from './list-limits.ts';
import { sendRead } from './read-documents.ts';

/** A tenant's operations, newest first. */
export async function listOperations(
  api: FirestoreApi,
  tenantId: string,
  { limit, after }: PageRequest,
): Promise<Page<Operation>> {
  guardLimit(limit, pageLimitMax);
  const query: StructuredQuery = {
    from: [{ collectionId: 'operations' }],
    where: {
      fieldFilter: {
        field: { fieldPath: 'tenant_id' },
        op: 'EQUAL',
        value: { stringValue: tenantId },
      },
    },
    orderBy: [
      { field: { fieldPath: 'created_at' }, direction: 'DESCENDING' },
      { field: { fieldPath: '__name__' }, direction: 'DESCENDING' },
    ],
    ...(after !== undefined && {
      startAt: cursor({ stringValue: after.value }, nameOf(api, 'operations', after.id)),
    }),
  };
  const found = await readRecords(api, {
    collection: 'operations',
    parent: api.root,
    query: { ...query, ...oneMore(limit) },
  });
  return cutPage(found, limit, ({ created_at, id }) => ({ value: created_at, id }));
}

/** A tenant's events, oldest first: in the order of their names, so that no index is needed. */
export async function listEvents(
  api: FirestoreApi,
  tenantId: string,
  { limit, after }: PageRequest,
): Promise<Page<TenantEvent>> {
  guardLimit(limit, pageLimitMax);
  const query: StructuredQuery = {
    from: [{ collectionId: 'events' }],
    orderBy: [{ field: { fieldPath: '__name__' }, direction: 'ASCENDING' }],
    ...(after !== undefined && { startAt: cursor(nameOf(api, 'events', after.id)) }),
  };
  const found = await readRecords(api, {
    collection: 'events',
    parent: tenantName(api.root, tenantId),
    query: { ...query, ...oneMore(limit) },
  });
  return cutPage(found, limit, ({ number }) => ({
    value: String(number),
    id: `${tenantId}/${number}`,
  }));
}

function nameOf(api: FirestoreApi, collection: 'operations' | 'events', id: string) {
  return { referenceValue: documentName(api.root, { collection, id }) };
}

type CursorValue = { readonly stringValue: string } | { readonly referenceValue: string };

function cursor(...values: readonly CursorValue[]) {
  return { values: [...values], before: false };
}

/** One more than asked for tells whether there is a next page. */
function oneMore(limit: number): StructuredQuery {
  return { select: { fields: [{ fieldPath: 'record' }] }, limit: { value: limit + 1 } };
}

interface RecordQuery<C extends Collection> {
  readonly collection: C;
  readonly parent: string;
  readonly query: StructuredQuery;
}

async function readRecords<C extends Collection>(
  api: FirestoreApi,
  { collection, parent, query }: RecordQuery<C>,
): Promise<readonly Documents[C][]> {
  const { documents } = await sendRead('list', async () => await api.runQuery(parent, query));
  return documents.map(({ fields }) => recordOf(collection, fields));
}

function cutPage<T>(found: readonly T[], limit: number, startOf: (item: T) => PageStart): Page<T> {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  if (found.length <= limit || last === undefined) return { items };
  return { items, next: startOf(last) };
}
