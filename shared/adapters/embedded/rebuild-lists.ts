import type { DatabaseSync } from 'node:sqlite';
import type { Collection } from '../../ports/store.ts';
import { TenantryError } from '../../tenant/errors.ts';
import { commit } from './commit.ts';
import { entriesOf, isCollection, listsVersion } from './list-entries.ts';
import { parseDocument } from './parse-document.ts';
import { numberIn, type Row, textIn } from './row.ts';
import { createStatements, type Statements } from './statements.ts';

/**
 * Fills the lists anew when this program sorts documents into other lists than the one that wrote
 * them. Lists of a newer program → `unknown_schema`, untouched.
 */
export function rebuildOldLists(database: DatabaseSync): void {
  const statements = createStatements(database);
  if (versionOf(statements) === listsVersion) return;
  commit(database, () => {
    // Read again under the write lock: another process may have rebuilt them meanwhile.
    if (versionOf(statements) === listsVersion) return;
    database.exec('DELETE FROM list_entries');
    for (const row of statements('SELECT collection, id, json FROM documents').iterate()) {
      insertEntries(statements, row);
    }
    statements("UPDATE counters SET value = ? WHERE name = 'lists_version'").run(listsVersion);
  });
}

function versionOf(statements: Statements): number {
  const row = statements("SELECT value FROM counters WHERE name = 'lists_version'").get();
  const version = row === undefined ? 0 : numberIn(row, 'value');
  if (version <= listsVersion) return version;
  throw new TenantryError(
    'unknown_schema',
    `Cannot use the lists of the embedded database: a newer program made them (version ${version}, known ${listsVersion})`,
  );
}

function insertEntries(statements: Statements, row: Row): void {
  const collection = textIn(row, 'collection');
  if (!isCollection(collection)) return;
  const insert = statements('INSERT INTO list_entries (list, value, id) VALUES (?, ?, ?)');
  for (const { list, value } of readableEntries(collection, textIn(row, 'json'))) {
    insert.run(list, value, textIn(row, 'id'));
  }
}

/** A document that this program cannot read is in no list, but it stays where it is. */
function readableEntries(collection: Collection, json: string): ReturnType<typeof entriesOf> {
  try {
    return entriesOf(collection, parseDocument(collection, json));
  } catch (error) {
    if (error instanceof TenantryError) return [];
    throw error;
  }
}
