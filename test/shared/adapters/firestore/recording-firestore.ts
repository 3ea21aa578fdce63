import type {
  FirestoreApi,
  StructuredQuery,
} from '../../../../shared/adapters/firestore/firestore-api.ts';

/** An empty database that remembers the queries it was asked. */
export interface RecordingFirestore extends FirestoreApi {
  readonly queries: readonly StructuredQuery[];
}

/** A Firestore in which nothing is. */
export function recordingFirestore(): RecordingFirestore {
  const queries: StructuredQuery[] = [];
  const readTime = { seconds: 1_777_636_800, nanos: 0 };
  return {
    root: 'projects/p/databases/d/documents',
    queries,
    batchGet: async () => ({ readTime, documents: new Map() }),
    commit: async () => {},
    rollback: async () => {},
    runQuery: async (_, query) => {
      queries.push(query);
      return { readTime, documents: [] };
    },
    listen: () => ({ send: () => {}, close: () => {} }),
    close: async () => {},
  };
}
