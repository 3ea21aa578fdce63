import type { google } from '@google-cloud/firestore-api/protos';

export type FirestoreValue = google.firestore.v1.IValue;
export type FirestoreFields = Readonly<Record<string, FirestoreValue>>;
export type FirestoreWrite = google.firestore.v1.IWrite;
export type FirestorePrecondition = google.firestore.v1.IPrecondition;
export type FirestoreTime = google.protobuf.ITimestamp;
export type StructuredQuery = google.firestore.v1.IStructuredQuery;
export type ListenRequest = google.firestore.v1.IListenRequest;
export type ListenResponse = google.firestore.v1.IListenResponse;

/** A document as the service returns it. */
export interface FirestoreDocument {
  /** The full resource name. */
  readonly name: string;
  readonly fields: FirestoreFields;
  readonly createTime: FirestoreTime;
  readonly updateTime: FirestoreTime;
}

/** Which documents to read. */
export interface BatchGet {
  /** Full resource names, at least one. */
  readonly names: readonly string[];
  /** The fields to return; all when left out. */
  readonly fields?: readonly string[];
  /** True: they stay locked in a new transaction until its commit or rollback. */
  readonly isLocking?: boolean;
}

export interface BatchGetAnswer {
  /** When the documents were as they are here: the service's time. */
  readonly readTime: FirestoreTime;
  /** By name; what is not there has no entry. */
  readonly documents: ReadonlyMap<string, FirestoreDocument>;
  /** Of a locking read. */
  readonly transaction?: Uint8Array;
}

/** The documents that a query found, in its order. */
export interface QueryAnswer {
  readonly readTime: FirestoreTime;
  readonly documents: readonly FirestoreDocument[];
}

/** Writes that take effect together. */
export interface Commit {
  readonly writes: readonly FirestoreWrite[];
  readonly transaction?: Uint8Array;
}

/** An open stream of changes to documents. */
export interface ListenStream {
  send(request: ListenRequest): void;
  close(): void;
}

export interface ListenHandlers {
  readonly onMessage: (message: ListenResponse) => void;
  /** Once, when the stream has ended for any reason but `close()`. */
  readonly onEnd: (error: Error) => void;
}

/**
 * The calls of Firestore's API that the store makes. Each one is sent once and ends within its
 * timeout; a failure is the client's own error with the gRPC status as `code`. Narrow enough for a
 * second implementation over HTTP.
 */
export interface FirestoreApi {
  /** `projects/<project>/databases/<database>/documents`. */
  readonly root: string;
  batchGet(request: BatchGet): Promise<BatchGetAnswer>;
  commit(request: Commit): Promise<void>;
  rollback(transaction: Uint8Array): Promise<void>;
  /** Asks for documents of a collection directly below `parent`. */
  runQuery(parent: string, query: StructuredQuery): Promise<QueryAnswer>;
  listen(handlers: ListenHandlers): ListenStream;
  /** Closes the connection; no call may follow. */
  close(): Promise<void>;
}
