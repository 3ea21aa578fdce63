import type { Random } from '../../ports/clock.ts';
import type { Collection, Documents, Store } from '../../ports/store.ts';
import { unexpired } from '../../tenant/expiry.ts';
import { recordOf } from './document-fields.ts';
import { documentName } from './document-name.ts';
import { listDue } from './due-tenants.ts';
import { listEndedTombstones } from './ended-tombstones.ts';
import type { FirestoreApi } from './firestore-api.ts';
import {
  listApiKeys,
  listDeadLetters,
  listEvents,
  listOperations,
  listRevisions,
} from './history-page.ts';
import { joinReads } from './join-reads.ts';
import { readDocuments } from './read-documents.ts';
import { storeTime } from './store-time.ts';
import { listTenants } from './tenant-page.ts';
import { createTenantWatch } from './tenant-watch.ts';
import { transact } from './transact.ts';
import { waitForChange } from './wait-for-change.ts';

/** What the store is built from. */
export interface FirestoreStoreParts {
  /** The database (`createFirestore`), whose owner closes it. */
  readonly firestore: FirestoreApi;
  readonly random?: Random;
}

/**
 * The store in Firestore. Transactions are optimistic: the work takes no lock, its commit requires
 * the versions that it read, and a commit whose answer is lost is looked for before anything else
 * happens. Time is the service's.
 */
export function createFirestoreStore({
  firestore: given,
  random = Math.random,
}: FirestoreStoreParts): Store {
  const firestore = joinReads(given);
  const source = {
    readTenant: async (id: string) => await get(firestore, 'tenants', id),
    watch: createTenantWatch(firestore),
    waiting: { count: 0 },
  };
  return {
    transact: async (work) => await transact(firestore, random, work),
    get: async (collection, id) => await get(firestore, collection, id),
    listTenants: async (query) => await listTenants(firestore, query),
    listOperations: async (tenantId, page) => await listOperations(firestore, tenantId, page),
    listEvents: async (tenantId, page) => await listEvents(firestore, tenantId, page),
    listRevisions: async (tenantId, page) => await listRevisions(firestore, tenantId, page),
    listDeadLetters: async (query) => await listDeadLetters(firestore, query),
    listApiKeys: async (query) => await listApiKeys(firestore, query),
    listDue: async (limit) => await listDue(firestore, limit),
    listEndedTombstones: async (limit) => await listEndedTombstones(firestore, limit),
    waitForChange: async (request) => await waitForChange(source, request),
    ping: async () => {
      await get(firestore, 'settings', '');
    },
  };
}

async function get<C extends Collection>(
  firestore: FirestoreApi,
  collection: C,
  id: string,
): Promise<Documents[C] | undefined> {
  const name = documentName(firestore.root, { collection, id });
  const { documents, readTime } = await readDocuments(firestore, 'read a document', {
    names: [name],
  });
  const document = documents.get(name);
  if (document === undefined) return undefined;
  return unexpired(recordOf(collection, document.fields), storeTime(readTime));
}
