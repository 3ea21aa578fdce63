import type { DatabaseSync } from 'node:sqlite';

/**
 * Runs `write` in one SQLite transaction that holds the write lock from its start: all of it is on
 * disk when this returns, or nothing when it throws. Synchronous, so that nothing else of this
 * process comes between.
 */
export function commit<T>(database: DatabaseSync, write: () => T): T {
  // IMMEDIATE: a transaction that first reads and then asks for the lock could not be waited for.
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = write();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    rollback(database);
    throw error;
  }
}

function rollback(database: DatabaseSync): void {
  try {
    // SQLite has already rolled back by itself after some failures, such as a full disk.
    if (database.isOpen && database.isTransaction) database.exec('ROLLBACK');
  } catch {
    // The first error is the one to report; what was not committed is not in the file either way.
  }
}
