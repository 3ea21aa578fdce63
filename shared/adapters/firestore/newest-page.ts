import type { Collection, Documents, Page, PageRequest } from '../../ports/store.ts';
import { documentName } from './document-name.ts';
import type { FirestoreApi } from './firestore-api.ts';
import { readRecordPage } from './record-page.ts';

/** Collections whose lists come newest first, by a time that never changes. */
type Dated = Extract<Collection, 'operations' | 'dead_letters' | 'api_keys'>;

/** Which part of a list; every path has its shadow in the document (`documentFields`). */
interface NewestQuery<C extends Dated> {
  readonly collection: C;
  readonly timePath: 'created_at' | 'received_at';
  readonly timeOf: (record: Documents[C]) => string;
  /** The id of the document. */
  readonly idOf: (record: Documents[C]) => string;
  /** Only records with this value. */
  readonly where?: { readonly path: string; readonly value: string };
  readonly page: PageRequest;
}

/** Records of a collection below the root, newest first, ties by id. */
export async function newestPage<C extends Dated>(
  api: FirestoreApi,
  { collection, timePath, timeOf, idOf, where, page }: NewestQuery<C>,
): Promise<Page<Documents[C]>> {
  const { limit, after } = page;
  const query = {
    from: [{ collectionId: collection }],
    ...(where !== undefined && { where: equal(where) }),
    orderBy: [
      { field: { fieldPath: timePath }, direction: 'DESCENDING' },
      { field: { fieldPath: '__name__' }, direction: 'DESCENDING' },
    ],
    ...(after !== undefined && {
      startAt: {
        values: [
          { stringValue: after.value },
          { referenceValue: documentName(api.root, { collection, id: after.id }) },
        ],
        before: false,
      },
    }),
  } as const;
  return await readRecordPage(api, {
    ...{ collection, parent: api.root, limit },
    query: { ...query, from: [...query.from], orderBy: [...query.orderBy] },
    startOf: (record) => ({ value: timeOf(record), id: idOf(record) }),
  });
}

function equal({ path, value }: { readonly path: string; readonly value: string }) {
  return {
    fieldFilter: { field: { fieldPath: path }, op: 'EQUAL', value: { stringValue: value } },
  } as const;
}
