import type { Clock } from '../../ports/clock.ts';
import type { Collection, Documents, Transaction } from '../../ports/store.ts';
import { TenantryError } from '../../tenant/errors.ts';
import { unexpired } from '../../tenant/expiry.ts';
import type { DocumentTable } from './document-table.ts';
import { type DocumentKey, type DocumentWrite, documentWrite } from './document-write.ts';
import { withSqlite } from './sqlite-failure.ts';

/** Most writes of one transaction. */
const transactionWritesMax = 500;

/** One run of a transaction's work: what it read, and what it wants to write. */
export interface StoreAttempt {
  readonly transaction: Transaction;
  /** Whether every document that was read still has the version that was read. */
  isCurrent(): boolean;
  readonly writes: readonly DocumentWrite[];
  /** Ends the work's right to read and write: what it does later would be lost. */
  end(): void;
}

interface Attempt {
  readonly documents: DocumentTable;
  readonly clock: Clock;
  /** Key → what was read, in the order of the first reads. */
  readonly reads: Map<string, DocumentRead>;
  readonly writes: DocumentWrite[];
  readonly state: { now?: string; isEnded: boolean };
}

interface DocumentRead extends DocumentKey<Collection> {
  readonly version: number;
}

/** Begins an attempt. It takes no lock: conflicts are found at the commit. */
export function beginAttempt(documents: DocumentTable, clock: Clock): StoreAttempt {
  const attempt: Attempt = {
    documents,
    clock,
    reads: new Map(),
    writes: [],
    state: { isEnded: false },
  };
  return {
    transaction: transactionOf(attempt),
    isCurrent: () =>
      [...attempt.reads.values()].every(
        ({ collection, id, version }) => documents.versionOf(collection, id) === version,
      ),
    writes: attempt.writes,
    end: () => {
      attempt.state.isEnded = true;
    },
  };
}

function transactionOf(attempt: Attempt): Transaction {
  return {
    now: () => nowOf(attempt),
    get: async (collection, id) => read(attempt, collection, id),
    create: (collection, id, document) => {
      write(attempt, () => documentWrite('create', { collection, id }, document));
    },
    put: (collection, id, document) => {
      write(attempt, () => documentWrite('put', { collection, id }, document));
    },
    remove: (collection, id) => {
      write(attempt, () => ({ kind: 'remove', collection, id, json: '', entries: [] }));
    },
  };
}

function nowOf({ state }: Attempt): string {
  if (state.now === undefined) {
    throw misused('tell the time', 'the store tells it with the first read');
  }
  return state.now;
}

function read<C extends Collection>(
  attempt: Attempt,
  collection: C,
  id: string,
): Documents[C] | undefined {
  guardRunning(attempt, `read "${collection}/${id}"`);
  if (attempt.writes.length > 0) {
    throw misused(`read "${collection}/${id}"`, 'reads come before writes');
  }
  attempt.state.now ??= new Date(attempt.clock.now()).toISOString();
  const { version, document } = withSqlite('store_unavailable', 'read a document', () =>
    attempt.documents.read(collection, id),
  );
  const key = JSON.stringify([collection, id]);
  // The first read counts: a second one that saw another version is a conflict at the commit.
  if (!attempt.reads.has(key)) attempt.reads.set(key, { collection, id, version });
  return unexpired(document, attempt.state.now);
}

function write(attempt: Attempt, toWrite: () => DocumentWrite): void {
  guardRunning(attempt, 'write');
  if (attempt.writes.length === transactionWritesMax) {
    throw misused('write', `a transaction has at most ${transactionWritesMax} writes`);
  }
  attempt.writes.push(toWrite());
}

function guardRunning({ state }: Attempt, action: string): void {
  if (state.isEnded) throw misused(action, 'the transaction has ended');
}

/** A mistake in the calling code, not something that a caller of the API can cause. */
function misused(action: string, why: string): TenantryError {
  return new TenantryError('transaction_misused', `Cannot ${action} in a transaction: ${why}`);
}
