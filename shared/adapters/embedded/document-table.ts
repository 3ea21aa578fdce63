import type { DatabaseSync } from 'node:sqlite';
import type { Collection, Documents } from '../../ports/store.ts';
import { TenantryError } from '../../tenant/errors.ts';
import type { DocumentWrite } from './document-write.ts';
import { entriesOf, type ListEntry } from './list-entries.ts';
import { parseDocument } from './parse-document.ts';
import { numberIn, textIn } from './row.ts';
import { createStatements, type Statements } from './statements.ts';

/** A document as it was read; version 0 means that there was none. */
interface Stored<C extends Collection> {
  readonly version: number;
  readonly document: Documents[C] | undefined;
}

/** The documents and their list entries, on the level of single SQL statements. */
export interface DocumentTable {
  read<C extends Collection>(collection: C, id: string): Stored<C>;
  /** The version alone: cheap enough to check every read again at the commit. */
  versionOf(collection: Collection, id: string): number;
  /**
   * Applies the writes in their order, under a version that no document has had. Inside a transaction
   * only. Fails with `document_exists`, or `unknown_schema` where a newer program's document would be
   * replaced or removed.
   */
  apply(writes: readonly DocumentWrite[]): void;
}

export function createDocumentTable(database: DatabaseSync): DocumentTable {
  const statements = createStatements(database);
  return {
    read: (collection, id) => read(statements, collection, id),
    versionOf: (collection, id) => versionOf(statements, collection, id),
    apply: (writes) => {
      if (writes.length === 0) return;
      const version = nextVersion(statements);
      for (const write of writes) apply(statements, write, version);
    },
  };
}

function read<C extends Collection>(statements: Statements, collection: C, id: string): Stored<C> {
  const select = statements('SELECT version, json FROM documents WHERE collection = ? AND id = ?');
  const row = select.get(collection, id);
  if (row === undefined) return { version: 0, document: undefined };
  return {
    version: numberIn(row, 'version'),
    document: parseDocument<Documents[C]>(collection, textIn(row, 'json')),
  };
}

function versionOf(statements: Statements, collection: Collection, id: string): number {
  const select = statements('SELECT version FROM documents WHERE collection = ? AND id = ?');
  const row = select.get(collection, id);
  return row === undefined ? 0 : numberIn(row, 'version');
}

/** One counter for all documents: one that is removed and made again never has an old version. */
function nextVersion(statements: Statements): number {
  const row = statements(
    "UPDATE counters SET value = value + 1 WHERE name = 'commits' RETURNING value",
  ).get();
  if (row === undefined) throw new TypeError('Cannot count commits: the counter is missing');
  return numberIn(row, 'value');
}

function apply(statements: Statements, write: DocumentWrite, version: number): void {
  const { kind, collection, id } = write;
  if (kind === 'create' && versionOf(statements, collection, id) !== 0) {
    throw new TenantryError(
      'document_exists',
      `Cannot create "${collection}/${id}": there is such a document`,
    );
  }
  // Reading what is there also refuses to replace or remove what this program does not understand.
  const { document } = read(statements, collection, id);
  const had = document === undefined ? [] : entriesOf(collection, document);
  replaceEntries(statements, { id, had, want: write.entries });
  writeDocument(statements, write, version);
}

interface EntryChange {
  readonly id: string;
  readonly had: readonly ListEntry[];
  readonly want: readonly ListEntry[];
}

/** Most writes of a tenant change no list, and then the index is not touched. */
function replaceEntries(statements: Statements, { id, had, want }: EntryChange): void {
  const hadKeys = new Set(had.map(keyOf));
  const wantKeys = new Set(want.map(keyOf));
  const remove = statements('DELETE FROM list_entries WHERE list = ? AND value = ? AND id = ?');
  for (const entry of had) {
    if (!wantKeys.has(keyOf(entry))) remove.run(entry.list, entry.value, id);
  }
  const insert = statements('INSERT INTO list_entries (list, value, id) VALUES (?, ?, ?)');
  for (const entry of want) {
    if (!hadKeys.has(keyOf(entry))) insert.run(entry.list, entry.value, id);
  }
}

function keyOf({ list, value }: ListEntry): string {
  return JSON.stringify([list, value]);
}

function writeDocument(statements: Statements, write: DocumentWrite, version: number): void {
  const { kind, collection, id, json } = write;
  if (kind === 'remove') {
    statements('DELETE FROM documents WHERE collection = ? AND id = ?').run(collection, id);
    return;
  }
  statements(
    `INSERT INTO documents (collection, id, version, json) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET version = excluded.version, json = excluded.json`,
  ).run(collection, id, version, json);
}
