import { setTimeout as pause } from 'node:timers/promises';
import type { BatchGet, BatchGetAnswer, FirestoreApi } from './firestore-api.ts';
import { isUnreachable, storeUnavailable } from './grpc-failure.ts';

/** How often a read is sent at most: again only when the service was not reached. */
const readAttempts = 3;

/** The pause before the second time; the third comes after twice that. */
const pauseMs = 150;

/** Reads documents; the service does not answer → `store_unavailable`. */
export async function readDocuments(
  api: FirestoreApi,
  action: string,
  request: BatchGet,
): Promise<BatchGetAnswer> {
  return await sendRead(action, async () => await api.batchGet(request));
}

/** Sends a read that may be repeated; the service does not answer → `store_unavailable`. */
export async function sendRead<T>(action: string, send: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      if (attempt >= readAttempts || !isUnreachable(error)) throw storeUnavailable(action, error);
    }
    await pause(pauseMs * attempt);
  }
}
