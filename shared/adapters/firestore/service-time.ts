import { tenantName } from './document-name.ts';
import type { FirestoreApi } from './firestore-api.ts';
import { readDocuments } from './read-documents.ts';
import { storeTime } from './store-time.ts';

/** The service's time, from a read of a document that is never there. */
export async function serviceTime(api: FirestoreApi): Promise<string> {
  const names = [tenantName(api.root, '-')];
  const answer = await readDocuments(api, 'read the time', { names, fields: ['due'] });
  return storeTime(answer.readTime);
}
