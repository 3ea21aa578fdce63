import type {
  ApiKeyQuery,
  DeadLetterQuery,
  Documents,
  Page,
  PageRequest,
} from '../../ports/store.ts';
import type { DeadLetter } from '../../tenant/dead-letter.ts';
import type { Operation } from '../../tenant/operation.ts';
import type { ApiKey, Revision, TenantEvent } from '../../tenant/records.ts';
import { documentName, tenantName } from './document-name.ts';
import type { FirestoreApi, StructuredQuery } from './firestore-api.ts';
import { newestPage } from './newest-page.ts';
import { readRecordPage } from './record-page.ts';

/** A tenant's operations, newest first. */
export async function listOperations(
  api: FirestoreApi,
  tenantId: string,
  page: PageRequest,
): Promise<Page<Operation>> {
  return await newestPage(api, {
    ...{ collection: 'operations', timePath: 'created_at', page },
    where: { path: 'tenant_id', value: tenantId },
    timeOf: ({ created_at }) => created_at,
    idOf: ({ id }) => id,
  });
}

/** Dead letters, newest first. */
export async function listDeadLetters(
  api: FirestoreApi,
  { state, ...page }: DeadLetterQuery,
): Promise<Page<DeadLetter>> {
  return await newestPage(api, {
    ...{ collection: 'dead_letters', timePath: 'received_at', page },
    ...(state !== undefined && { where: { path: 'state', value: state } }),
    timeOf: ({ received_at }) => received_at,
    idOf: ({ id }) => id,
  });
}

/** API keys, newest first. */
export async function listApiKeys(api: FirestoreApi, query: ApiKeyQuery): Promise<Page<ApiKey>> {
  const { organizationId, id } = query;
  return await newestPage(api, {
    ...{ collection: 'api_keys', timePath: 'created_at', page: query },
    ...(organizationId !== undefined && {
      where: { path: 'organization_id', value: organizationId },
    }),
    ...(id !== undefined && { where: { path: 'id', value: id } }),
    timeOf: ({ created_at }) => created_at,
    idOf: ({ hash }) => hash,
  });
}

/** A tenant's events, oldest first. */
export async function listEvents(
  api: FirestoreApi,
  tenantId: string,
  page: PageRequest,
): Promise<Page<TenantEvent>> {
  return await numberedPage(api, { collection: 'events', tenantId, page });
}

/** A tenant's revisions, oldest first. */
export async function listRevisions(
  api: FirestoreApi,
  tenantId: string,
  page: PageRequest,
): Promise<Page<Revision>> {
  return await numberedPage(api, { collection: 'revisions', tenantId, page });
}

interface NumberedQuery<C extends 'events' | 'revisions'> {
  readonly collection: C;
  readonly tenantId: string;
  readonly page: PageRequest;
}

/** What lies below a tenant, by number: in the order of names, so that no index is needed. */
async function numberedPage<C extends 'events' | 'revisions'>(
  api: FirestoreApi,
  { collection, tenantId, page: { limit, after } }: NumberedQuery<C>,
): Promise<Page<Documents[C]>> {
  const query: StructuredQuery = {
    from: [{ collectionId: collection }],
    orderBy: [{ field: { fieldPath: '__name__' }, direction: 'ASCENDING' }],
    ...(after !== undefined && {
      startAt: {
        values: [{ referenceValue: documentName(api.root, { collection, id: after.id }) }],
        before: false,
      },
    }),
  };
  return await readRecordPage(api, {
    ...{ collection, parent: tenantName(api.root, tenantId), query, limit },
    startOf: ({ number }) => ({ value: String(number), id: `${tenantId}/${number}` }),
  });
}
