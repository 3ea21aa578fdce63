import type { Collection, Documents, Transaction } from '../../ports/store.ts';
import { TenantryError } from '../../tenant/errors.ts';
import { unexpired } from '../../tenant/expiry.ts';
import { documentFields, recordOf } from './document-fields.ts';
import { type DocumentKey, documentName } from './document-name.ts';
import type { FirestoreApi, FirestoreFields } from './firestore-api.ts';
import { readDocuments } from './read-documents.ts';
import {
  isSameVersion,
  type SeenDocument,
  type SeenDocuments,
  seenDocument,
} from './seen-documents.ts';
import { storeTime } from './store-time.ts';

/** Most writes of one transaction. */
const transactionWritesMax = 500;

/** What the work wants of one document. */
export type PlannedWrite =
  | { readonly kind: 'create' | 'put'; readonly key: DocumentKey; readonly fields: FirestoreFields }
  | { readonly kind: 'remove'; readonly key: DocumentKey };

/** One run of a transaction's work: what it read and what it wants to write, by name. */
export interface StoreAttempt {
  readonly transaction: Transaction;
  readonly reads: SeenDocuments;
  readonly writes: ReadonlyMap<string, PlannedWrite>;
  /** Whether one document was read twice and was another one the second time. */
  isTorn(): boolean;
  /** Ends the work's right to read and write: what it does later would be lost. */
  end(): void;
}

interface Attempt {
  readonly api: FirestoreApi;
  readonly reads: Map<string, SeenDocument>;
  readonly writes: Map<string, PlannedWrite>;
  readonly state: { now?: string; isTorn: boolean; isEnded: boolean };
}

/** Begins an attempt. It takes no lock: conflicts are found at the commit. */
export function beginAttempt(api: FirestoreApi): StoreAttempt {
  const attempt: Attempt = {
    api,
    reads: new Map(),
    writes: new Map(),
    state: { isTorn: false, isEnded: false },
  };
  return {
    transaction: transactionOf(attempt),
    reads: attempt.reads,
    writes: attempt.writes,
    isTorn: () => attempt.state.isTorn,
    end: () => {
      attempt.state.isEnded = true;
    },
  };
}

function transactionOf(attempt: Attempt): Transaction {
  return {
    now: () => nowOf(attempt),
    get: async (collection, id) => await read(attempt, { collection, id }),
    create: (collection, id, document) => {
      const key = { collection, id };
      write(attempt, key, () => ({ kind: 'create', key, fields: documentFields(key, document) }));
    },
    put: (collection, id, document) => {
      const key = { collection, id };
      write(attempt, key, () => ({ kind: 'put', key, fields: documentFields(key, document) }));
    },
    remove: (collection, id) => {
      const key = { collection, id };
      write(attempt, key, () => ({ kind: 'remove', key }));
    },
  };
}

function nowOf({ state }: Attempt): string {
  if (state.now === undefined) {
    throw misused('tell the time', 'the store tells it with the first read');
  }
  return state.now;
}

async function read<C extends Collection>(
  attempt: Attempt,
  key: DocumentKey<C>,
): Promise<Documents[C] | undefined> {
  const action = `read "${key.collection}/${key.id}"`;
  guardRunning(attempt, action);
  if (attempt.writes.size > 0) throw misused(action, 'reads come before writes');
  const name = documentName(attempt.api.root, key);
  const { documents, readTime } = await readDocuments(attempt.api, 'read a document', {
    names: [name],
  });
  attempt.state.now ??= storeTime(readTime);
  const document = documents.get(name);
  remember(attempt, name, seenDocument(document));
  if (document === undefined) return undefined;
  return unexpired(recordOf(key.collection, document.fields), attempt.state.now);
}

function remember({ reads, state }: Attempt, name: string, seen: SeenDocument): void {
  const earlier = reads.get(name);
  if (earlier === undefined) reads.set(name, seen);
  else if (!isSameVersion(earlier, seen)) state.isTorn = true;
}

function write(attempt: Attempt, key: DocumentKey, toWrite: () => PlannedWrite): void {
  guardRunning(attempt, 'write');
  const name = documentName(attempt.api.root, key);
  const earlier = attempt.writes.get(name);
  if (earlier === undefined && attempt.writes.size === transactionWritesMax) {
    throw misused('write', `a transaction has at most ${transactionWritesMax} writes`);
  }
  attempt.writes.set(name, earlier === undefined ? toWrite() : joined(earlier, toWrite()));
}

/** Two writes of one document as one, because a commit checks each document once. */
function joined(earlier: PlannedWrite, later: PlannedWrite): PlannedWrite {
  if (later.kind === 'create' && earlier.kind !== 'remove') {
    const { collection, id } = later.key;
    throw new TenantryError(
      'document_exists',
      `Cannot create "${collection}/${id}": the same transaction has written it before`,
    );
  }
  if (later.kind === 'remove') return later;
  return { ...later, kind: earlier.kind === 'create' ? 'create' : 'put' };
}

function guardRunning({ state }: Attempt, action: string): void {
  if (state.isEnded) throw misused(action, 'the transaction has ended');
}

/** A mistake in the calling code, not something that a caller of the API can cause. */
function misused(action: string, why: string): TenantryError {
  return new TenantryError('transaction_misused', `Cannot ${action} in a transaction: ${why}`);
}
