import type { Tenant } from '../../tenant/tenant.ts';
import { recordOf, timestampOf } from './document-fields.ts';
import type { FirestoreApi, StructuredQuery } from './firestore-api.ts';
import { guardLimit, pageLimitMax } from './list-limits.ts';
import { sendRead } from './read-documents.ts';
import { serviceTime } from './service-time.ts';

/** Tombstones whose time is over, the oldest first. */
export async function listEndedTombstones(
  api: FirestoreApi,
  limit: number,
): Promise<readonly Tenant[]> {
  guardLimit(limit, pageLimitMax);
  const query = endedQuery(await serviceTime(api), limit);
  const { documents } = await sendRead(
    'list ended tombstones',
    async () => await api.runQuery(api.root, query),
  );
  return documents.map(({ fields }) => recordOf('tenants', fields));
}

function endedQuery(now: string, limit: number): StructuredQuery {
  return {
    from: [{ collectionId: 'tenants' }],
    select: { fields: [{ fieldPath: 'record' }] },
    where: {
      fieldFilter: {
        field: { fieldPath: 'expire_at' },
        op: 'LESS_THAN_OR_EQUAL',
        value: { timestampValue: timestampOf(now) },
      },
    },
    orderBy: [{ field: { fieldPath: 'expire_at' }, direction: 'ASCENDING' }],
    limit: { value: limit },
  };
}
