import { idOfName } from './document-name.ts';
import type { FirestoreApi, FirestoreDocument, StructuredQuery } from './firestore-api.ts';
import { guardLimit } from './list-limits.ts';
import { sendRead } from './read-documents.ts';
import { serviceTime } from './service-time.ts';
import { shards } from './shards.ts';

/** Most due tenants of one call. */
const dueLimitMax = 1_000;

/** Ids of tenants whose `due` has passed by the store's time, the longest overdue first. */
export async function listDue(api: FirestoreApi, limit: number): Promise<readonly string[]> {
  guardLimit(limit, dueLimitMax);
  const now = await serviceTime(api);
  const found = await Promise.all(
    shards.map((shard) =>
      sendRead(
        'list due tenants',
        async () => await api.runQuery(api.root, dueQuery(shard, now, limit)),
      ),
    ),
  );
  return found
    .flatMap(({ documents }) => documents)
    .map((document) => ({ id: idOfName(document.name), due: dueOf(document) }))
    .toSorted((a, b) => compare(a.due, b.due) || compare(a.id, b.id))
    .slice(0, limit)
    .map(({ id }) => id);
}

function dueQuery(shard: number, now: string, limit: number): StructuredQuery {
  return {
    from: [{ collectionId: 'tenants' }],
    select: { fields: [{ fieldPath: 'due' }] },
    where: {
      compositeFilter: {
        op: 'AND',
        filters: [
          fieldFilter('shard', 'EQUAL', { integerValue: shard }),
          fieldFilter('due', 'LESS_THAN_OR_EQUAL', { stringValue: now }),
        ],
      },
    },
    orderBy: [{ field: { fieldPath: 'due' }, direction: 'ASCENDING' }],
    limit: { value: limit },
  };
}

type DueValue = { readonly integerValue: number } | { readonly stringValue: string };

function fieldFilter(fieldPath: string, op: 'EQUAL' | 'LESS_THAN_OR_EQUAL', value: DueValue) {
  return { fieldFilter: { field: { fieldPath }, op, value } };
}

function dueOf({ fields }: FirestoreDocument): string {
  return fields['due']?.stringValue ?? '';
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
