import { FirestoreClient } from '@google-cloud/firestore-api/client_v1';
import type { google } from '@google-cloud/firestore-api/protos';
import { credentials } from '@grpc/grpc-js';
import { PassThroughClient } from 'google-auth-library';
import type {
  BatchGet,
  BatchGetAnswer,
  FirestoreApi,
  FirestoreDocument,
  FirestoreTime,
  ListenHandlers,
  ListenStream,
  QueryAnswer,
  StructuredQuery,
} from './firestore-api.ts';

/** Longest single call. */
const callMsMax = 5_000;

/** A connection in use that was silent for so long is asked whether it lives, and given as long as a call. */
const silenceMsMax = 30_000;

/** Longest stream of changes; the store opens a new one while somebody waits. */
const streamMsMax = 300_000;

/** Which database to use. */
export interface FirestoreSettings {
  readonly projectId: string;
  /** `(default)`, or the name of another database of the project. */
  readonly databaseId: string;
  /** `<host>:<port>` of an emulator, which is spoken to without TLS and without credentials. */
  readonly host?: string;
  /** Replaces the longest time of a call. */
  readonly callMs?: number;
  /** Replaces the longest silence of a connection. */
  readonly silenceMs?: number;
}

// gRPC waits a second before it connects again and refuses every call meanwhile: longer than a
// restart of the service's front end takes.
const channelOptions = {
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.min_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 5_000,
  // Retries and timeouts that the name service would set are not ours.
  'grpc.service_config_disable_resolution': 1,
};

interface Connection {
  readonly client: FirestoreClient;
  readonly database: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly callMs: number;
}

type Batch = google.firestore.v1.IBatchGetDocumentsResponse;
type Row = google.firestore.v1.IRunQueryResponse;

// gax would send a call again by itself, so that nobody could tell how often a commit was sent.
const oneAttempt = {
  retry: null,
  retryRequestOptions: { retries: 0, noResponseRetries: 0, currentRetryAttempt: 0 },
};

/** Firestore over gRPC with Google's generated client. Connects with the first call. */
export function createFirestore(settings: FirestoreSettings): FirestoreApi {
  const { projectId, databaseId, host, callMs = callMsMax, silenceMs = silenceMsMax } = settings;
  const database = `projects/${projectId}/databases/${databaseId}`;
  const connection: Connection = {
    client: new FirestoreClient({
      projectId,
      ...channelOptions,
      // Else calls would go down a dead connection until the system gives it up, after a quarter of an hour.
      'grpc.keepalive_time_ms': silenceMs,
      'grpc.keepalive_timeout_ms': callMs,
      ...(host !== undefined && emulatorOptions(host)),
    }),
    database,
    headers: {
      // How the service finds the database of a call whose path does not name it.
      'google-cloud-resource-prefix': database,
      ...(host !== undefined && { authorization: 'Bearer owner' }),
    },
    callMs,
  };
  return {
    root: `${database}/documents`,
    batchGet: async (request) => await batchGet(connection, request),
    commit: async ({ writes, transaction }) => {
      await connection.client.commit(
        { database, writes: [...writes], ...(transaction !== undefined && { transaction }) },
        callOptions(connection),
      );
    },
    rollback: async (transaction) => {
      await connection.client.rollback({ database, transaction }, callOptions(connection));
    },
    runQuery: async (parent, query) => await runQuery(connection, parent, query),
    listen: (handlers) => listen(connection, handlers),
    close: async () => await connection.client.close(),
  };
}

function emulatorOptions(host: string): object {
  const { hostname, port } = new URL(`http://${host}`);
  return {
    servicePath: hostname,
    port: Number(port),
    sslCreds: credentials.createInsecure(),
    // Without it the client would look for credentials, on Google's metadata server in the end.
    authClient: new PassThroughClient(),
  };
}

function callOptions({ headers, callMs }: Connection): object {
  return { ...oneAttempt, timeout: callMs, otherArgs: { headers } };
}

async function batchGet(connection: Connection, request: BatchGet): Promise<BatchGetAnswer> {
  const { names, fields, isLocking } = request;
  const stream = connection.client.batchGetDocuments(
    {
      database: connection.database,
      documents: [...names],
      ...(fields !== undefined && { mask: { fieldPaths: [...fields] } }),
      ...(isLocking === true && { newTransaction: { readWrite: {} } }),
    },
    callOptions(connection),
  );
  const batches = await messagesOf<Batch>(stream);
  const transaction = batches.find((batch) => lengthOf(batch.transaction) > 0)?.transaction;
  return {
    readTime: readTimeOf(batches),
    documents: new Map(batches.flatMap(({ found }) => (found ? [entryOf(found)] : []))),
    ...(transaction instanceof Uint8Array && { transaction }),
  };
}

function readTimeOf(messages: readonly (Batch | Row)[]): FirestoreTime {
  const readTime = messages.findLast((message) => message.readTime)?.readTime;
  if (!readTime) throw new Error('Cannot read documents: the answer has no time');
  return readTime;
}

function lengthOf(bytes: Uint8Array | string | null | undefined): number {
  return bytes?.length ?? 0;
}

function entryOf(found: google.firestore.v1.IDocument): readonly [string, FirestoreDocument] {
  const document = documentOf(found);
  return [document.name, document];
}

function documentOf(found: google.firestore.v1.IDocument): FirestoreDocument {
  const { name, fields, createTime, updateTime } = found;
  if (!name || !createTime || !updateTime) {
    throw new Error('Cannot read a document: it has no name or no time');
  }
  return { name, fields: fields ?? {}, createTime, updateTime };
}

async function runQuery(
  connection: Connection,
  parent: string,
  structuredQuery: StructuredQuery,
): Promise<QueryAnswer> {
  const stream = connection.client.runQuery({ parent, structuredQuery }, callOptions(connection));
  const rows = await messagesOf<Row>(stream);
  return {
    readTime: readTimeOf(rows),
    documents: rows.flatMap(({ document }) => (document ? [documentOf(document)] : [])),
  };
}

async function messagesOf<T>(stream: NodeJS.ReadableStream): Promise<readonly T[]> {
  return await new Promise((resolve, reject) => {
    const messages: T[] = [];
    stream.on('data', (message: T) => messages.push(message));
    stream.on('error', reject);
    stream.on('end', () => resolve(messages));
  });
}

function listen(connection: Connection, { onMessage, onEnd }: ListenHandlers): ListenStream {
  const { client, database, headers } = connection;
  const stream = client.listen({ ...oneAttempt, timeout: streamMsMax, otherArgs: { headers } });
  let isOpen = true;
  const end = (error: Error) => {
    if (!isOpen) return;
    isOpen = false;
    onEnd(error);
  };
  stream.on('data', (message) => {
    if (isOpen) onMessage(message);
  });
  stream.on('error', end);
  stream.on('end', () => end(new Error('Cannot listen: the service has ended the stream')));
  return {
    send: (request) => {
      if (isOpen) stream.write({ ...request, database });
    },
    close: () => {
      isOpen = false;
      stream.cancel();
    },
  };
}
