import type { Collection, Documents, Page, PageStart } from '../../ports/store.ts';
import { unexpired } from '../../tenant/expiry.ts';
import { recordOf } from './document-fields.ts';
import type { FirestoreApi, StructuredQuery } from './firestore-api.ts';
import { guardLimit, pageLimitMax } from './list-limits.ts';
import { sendRead } from './read-documents.ts';
import { storeTime } from './store-time.ts';

/** A page of records as a query of its own. */
export interface RecordPageQuery<C extends Collection> {
  readonly collection: C;
  readonly parent: string;
  /** Where the page begins and in which order; not how much of it. */
  readonly query: StructuredQuery;
  readonly limit: number;
  readonly startOf: (record: Documents[C]) => PageStart;
}

/** The records that the query finds, as a page; expired ones only make it shorter. */
export async function readRecordPage<C extends Collection>(
  api: FirestoreApi,
  { collection, parent, query, limit, startOf }: RecordPageQuery<C>,
): Promise<Page<Documents[C]>> {
  guardLimit(limit, pageLimitMax);
  // One more than asked for tells whether there is a next page.
  const whole: StructuredQuery = {
    ...query,
    select: { fields: [{ fieldPath: 'record' }] },
    limit: { value: limit + 1 },
  };
  const answer = await sendRead('list', async () => await api.runQuery(parent, whole));
  const found = answer.documents.map(({ fields }) => recordOf(collection, fields));
  const now = storeTime(answer.readTime);
  const shown = found.slice(0, limit);
  const items = shown.filter((record) => unexpired(record, now) !== undefined);
  const last = shown.at(-1);
  if (found.length <= limit || last === undefined) return { items };
  return { items, next: startOf(last) };
}
