import type { FirestoreApi, FirestoreWrite } from '../shared/adapters/firestore/firestore-api.ts';

/** What Firestore would bill for the calls of a client, and how many calls there were. */
export interface BilledCalls {
  calls: number;
  /** Documents looked up, also missing ones; documents that queries returned, at least one each; and changes that streams delivered. */
  reads: number;
  /** Documents that successful commits wrote. */
  writes: number;
  deletes: number;
}

/**
 * The client with a meter below the store, where nothing escapes it: reruns, checks of what was read
 * and locks count as they are sent (https://cloud.google.com/firestore/pricing).
 */
export function withMeter(api: FirestoreApi): {
  readonly firestore: FirestoreApi;
  readonly billed: BilledCalls;
} {
  const billed: BilledCalls = { calls: 0, reads: 0, writes: 0, deletes: 0 };
  const firestore: FirestoreApi = {
    ...api,
    batchGet: async (request) => {
      billed.calls += 1;
      billed.reads += request.names.length;
      return await api.batchGet(request);
    },
    runQuery: async (parent, query) => {
      billed.calls += 1;
      const answer = await api.runQuery(parent, query);
      billed.reads += Math.max(1, answer.documents.length);
      return answer;
    },
    commit: async (request) => {
      billed.calls += 1;
      await api.commit(request);
      const deletes = request.writes.filter(isDelete).length;
      billed.deletes += deletes;
      billed.writes += request.writes.length - deletes;
    },
    rollback: async (transaction) => {
      billed.calls += 1;
      await api.rollback(transaction);
    },
    listen: ({ onMessage, onEnd }) => {
      billed.calls += 1;
      return api.listen({
        onMessage: (message) => {
          if (message.documentChange) billed.reads += 1;
          onMessage(message);
        },
        onEnd,
      });
    },
  };
  return { firestore, billed };
}

function isDelete(write: FirestoreWrite): boolean {
  return 'delete' in write && typeof write.delete === 'string';
}
