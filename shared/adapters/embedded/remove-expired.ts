import type { DatabaseSync } from 'node:sqlite';
import { TenantryError } from '../../tenant/errors.ts';
import { type ExpiringCollection, entriesOf, expiryList, type ListEntry } from './list-entries.ts';
import { parseDocument } from './parse-document.ts';
import { textIn } from './row.ts';

/** How many expired records go with one commit: more than one, so that they cannot pile up. */
const removalsMax = 10;

/**
 * Removes records of the collection whose life ended before `now`, the oldest first; Firestore does
 * the same by a TTL policy. Inside a transaction only. Whatever schema they have: nobody reads them
 * again.
 */
export function removeExpired(
  database: DatabaseSync,
  collection: ExpiringCollection,
  now: string,
): void {
  const list = expiryList(collection);
  const expired = database
    .prepare(
      `SELECT entry.value, entry.id, document.json FROM list_entries AS entry
       CROSS JOIN documents AS document ON document.collection = ? AND document.id = entry.id
       WHERE entry.list = ? AND entry.value < ? ORDER BY entry.value LIMIT ?`,
    )
    .all(collection, list, now, removalsMax);
  const removeEntry = database.prepare(
    'DELETE FROM list_entries WHERE list = ? AND value = ? AND id = ?',
  );
  const removeDocument = database.prepare('DELETE FROM documents WHERE collection = ? AND id = ?');
  for (const row of expired) {
    const id = textIn(row, 'id');
    const own = { list, value: textIn(row, 'value') };
    for (const entry of [own, ...otherEntries(collection, textIn(row, 'json'))]) {
      removeEntry.run(entry.list, entry.value, id);
    }
    removeDocument.run(collection, id);
  }
}

/** What else leads to the record; a record that this program cannot read is in no list of its own. */
function otherEntries(collection: ExpiringCollection, json: string): readonly ListEntry[] {
  try {
    return entriesOf(collection, parseDocument(collection, json));
  } catch (error) {
    if (error instanceof TenantryError) return [];
    throw error;
  }
}
