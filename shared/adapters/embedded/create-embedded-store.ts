import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock, Random } from '../../ports/clock.ts';
import { type Page, type Store, type Transaction, transactionAttempts } from '../../ports/store.ts';
import { TenantryError } from '../../tenant/errors.ts';
import { unexpired } from '../../tenant/expiry.ts';
import { type ChangeWaiters, createChangeWaiters } from './change-waiters.ts';
import { commit } from './commit.ts';
import { createDocumentTable, type DocumentTable } from './document-table.ts';
import { expiringCollections } from './list-entries.ts';
import { removeExpired } from './remove-expired.ts';
import { withSqlite } from './sqlite-failure.ts';
import { beginAttempt, type StoreAttempt } from './store-attempt.ts';
import { createStoreLists } from './store-lists.ts';
import { createWriteMark } from './write-mark.ts';

/** The pause after the first conflict is up to this long; each further one up to twice the last. */
const pauseMsFirst = 5;

const contentionRetryAfterMs = 500;

/** What the store is built from. */
export interface EmbeddedStoreParts {
  /** The store's time: the wall clock of this machine, which all its processes share. */
  readonly clock: Clock;
  readonly random?: Random;
}

interface StoreParts {
  readonly database: DatabaseSync;
  readonly documents: DocumentTable;
  readonly waiters: ChangeWaiters;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * The store in an embedded database (`openDatabase`), whose owner closes it. Transactions are
 * optimistic as in Firestore: reads take no lock, and a commit that finds a document changed since it
 * was read runs the work again. One store per process and database: a second one would learn of the
 * first one's writes only by the poll.
 */
export function createEmbeddedStore(
  database: DatabaseSync,
  { clock, random = Math.random }: EmbeddedStoreParts,
): Store {
  const documents = createDocumentTable(database);
  const lists = createStoreLists(database);
  const writeMark = createWriteMark(database);
  const waiters = createChangeWaiters({
    readTenant: (id) => read('read a tenant', () => documents.read('tenants', id).document),
    writeMark: () => read('look for changes', writeMark),
  });
  const parts: StoreParts = { database, documents, waiters, clock, random };
  return {
    transact: async (work) => await transact(parts, work),
    get: async (collection, id) =>
      read('read a document', () =>
        unexpired(documents.read(collection, id).document, timeOf(clock)),
      ),
    listTenants: async (query) =>
      read('list tenants', () => withoutExpired(lists.listTenants(query), timeOf(clock))),
    listOperations: async (tenantId, page) =>
      read('list operations', () => lists.listOperations(tenantId, page)),
    listEvents: async (tenantId, page) =>
      read('list events', () => lists.listEvents(tenantId, page)),
    listRevisions: async (tenantId, page) =>
      read('list revisions', () => lists.listRevisions(tenantId, page)),
    listDeadLetters: async (query) =>
      read('list dead letters', () => withoutExpired(lists.listDeadLetters(query), timeOf(clock))),
    listApiKeys: async (query) => read('list API keys', () => lists.listApiKeys(query)),
    listDue: async (limit) => read('list due tenants', () => lists.listDue(limit, timeOf(clock))),
    listEndedTombstones: async (limit) =>
      read('list ended tombstones', () => lists.listEndedTombstones(limit, timeOf(clock))),
    waitForChange: async (request) => await waiters.wait(request),
    ping: async () => {
      read('use the store', () => documents.versionOf('settings', ''));
    },
  };
}

function read<T>(action: string, work: () => T): T {
  return withSqlite('store_unavailable', action, work);
}

/** A page may become shorter; where the next one begins stays. */
function withoutExpired<T extends object>(page: Page<T>, now: string): Page<T> {
  return { ...page, items: page.items.filter((item) => unexpired(item, now) !== undefined) };
}

function timeOf(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}

async function transact<T>(
  parts: StoreParts,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  for (let attempts = 0; attempts < transactionAttempts; attempts += 1) {
    if (attempts > 0) await pause(parts.random() * pauseMsFirst * 2 ** attempts);
    const outcome = await runOnce(parts, work);
    if (outcome.isCommitted) return outcome.result;
  }
  throw new TenantryError(
    'store_contention',
    `Cannot commit: other writers changed what was read ${transactionAttempts} times in a row`,
    { retryAfterMs: contentionRetryAfterMs },
  );
}

type Outcome<T> =
  | { readonly isCommitted: true; readonly result: T }
  | { readonly isCommitted: false };

async function runOnce<T>(
  parts: StoreParts,
  work: (transaction: Transaction) => Promise<T>,
): Promise<Outcome<T>> {
  const attempt = beginAttempt(parts.documents, parts.clock);
  try {
    const result = await work(attempt.transaction);
    attempt.end();
    return commitAttempt(parts, attempt) ? { isCommitted: true, result } : { isCommitted: false };
  } catch (error) {
    attempt.end();
    // The work may have failed only because another commit came between two of its reads.
    if (isOutdated(attempt)) return { isCommitted: false };
    throw error;
  }
}

function commitAttempt(parts: StoreParts, attempt: StoreAttempt): boolean {
  const { database, documents, waiters, clock } = parts;
  const { writes } = attempt;
  if (writes.length === 0) return read('commit', attempt.isCurrent);
  const isCommitted = read('commit', () =>
    commit(database, () => {
      if (!attempt.isCurrent()) return false;
      documents.apply(writes);
      const written = new Set(writes.map(({ collection }) => collection));
      for (const collection of expiringCollections) {
        if (written.has(collection)) removeExpired(database, collection, timeOf(clock));
      }
      return true;
    }),
  );
  if (isCommitted) waiters.notify(writtenTenants(writes));
  return isCommitted;
}

function writtenTenants(writes: StoreAttempt['writes']): ReadonlySet<string> {
  return new Set(writes.filter(({ collection }) => collection === 'tenants').map(({ id }) => id));
}

function isOutdated(attempt: StoreAttempt): boolean {
  try {
    return !attempt.isCurrent();
  } catch {
    // The store cannot be read now: the error that is already on its way says why.
    return false;
  }
}
