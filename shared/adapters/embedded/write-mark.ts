import type { DatabaseSync } from 'node:sqlite';

/**
 * A text that differs from the last one when the database was written since: `data_version` counts
 * commits of other connections, `total_changes` rows that this one has written.
 */
export function createWriteMark(database: DatabaseSync): () => string {
  const dataVersion = database.prepare('PRAGMA data_version');
  const totalChanges = database.prepare('SELECT total_changes() AS total_changes');
  return () => `${dataVersion.get()?.['data_version']}.${totalChanges.get()?.['total_changes']}`;
}
