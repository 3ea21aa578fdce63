import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { commit } from './commit.ts';
import { coreLayout } from './core-layout.ts';
import { guardKnown } from './ensure-tables.ts';
import { rebuildOldLists } from './rebuild-lists.ts';
import { withSqlite } from './sqlite-failure.ts';

/** The database's file in a data folder. */
export const databaseFileName = 'tenantry.sqlite';

/** How long a statement waits for another process's write lock; the event loop stands meanwhile. */
const busyTimeoutMs = 5_000;

const walAttempts = 100;
const walPauseMs = 20;

/**
 * Opens the embedded database, makes the folder (0700), the file and the tables where they are
 * missing, and brings older tables up to date. Several processes may have it open. `:memory:` is for
 * tests: nothing outlives the process.
 *
 * A write that was accepted survives `kill -9` of every process, because it is in the write-ahead
 * log, which belongs to the operating system. It survives a power cut as far as the disk keeps its
 * word: `synchronous = FULL` waits for the disk at each commit (and `fullfsync` asks macOS for a real
 * flush); a disk or a virtual machine that acknowledges early can still lose the last commits, but
 * never tears one. Not for network file systems: WAL needs shared memory.
 *
 * Fails with `store_unavailable`, or `unknown_schema` when a newer program made the tables.
 */
export function openDatabase(path: string): DatabaseSync {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  return withSqlite('store_unavailable', 'open the embedded database', () => {
    const database = new DatabaseSync(path, { timeout: busyTimeoutMs });
    try {
      useWal(database);
      database.exec('PRAGMA synchronous = FULL; PRAGMA fullfsync = ON');
      migrate(database);
      rebuildOldLists(database);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** The switch to WAL happens once per file, and SQLite does not wait for its lock. */
function useWal(database: DatabaseSync): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (attempt === walAttempts || !isBusy(error)) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, walPauseMs);
    }
  }
}

function isBusy(error: unknown): boolean {
  const sqliteBusy = 5;
  if (!(error instanceof Error) || !('errcode' in error)) return false;
  // The low byte is the primary code, whatever the extended one says.
  return typeof error.errcode === 'number' && (error.errcode & 0xff) === sqliteBusy;
}

function migrate(database: DatabaseSync): void {
  const { migrations } = coreLayout;
  if (tableVersion(database) === migrations.length) return;
  commit(database, () => {
    // Read again under the write lock: another process may have migrated meanwhile.
    for (const migration of migrations.slice(tableVersion(database))) database.exec(migration);
    database.exec(`PRAGMA user_version = ${migrations.length}`);
  });
}

function tableVersion(database: DatabaseSync): number {
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
  guardKnown(version, coreLayout);
  return version;
}
