import type { DatabaseSync } from 'node:sqlite';
import { expiryList } from './list-entries.ts';
import { textIn } from './row.ts';

/** How many expired records go with one commit: more than one, so that they cannot pile up. */
const removalsMax = 10;

/**
 * Removes idempotency records whose life ended before `now`, the oldest first; Firestore does the
 * same by a TTL policy. Inside a transaction only. Whatever schema they have: nobody reads them again.
 */
export function removeExpired(database: DatabaseSync, now: string): void {
  const expired = database
    .prepare(
      'SELECT value, id FROM list_entries WHERE list = ? AND value < ? ORDER BY value LIMIT ?',
    )
    .all(expiryList, now, removalsMax);
  const removeEntry = database.prepare(
    'DELETE FROM list_entries WHERE list = ? AND value = ? AND id = ?',
  );
  const removeDocument = database.prepare(
    "DELETE FROM documents WHERE collection = 'idempotency' AND id = ?",
  );
  for (const row of expired) {
    removeEntry.run(expiryList, textIn(row, 'value'), textIn(row, 'id'));
    removeDocument.run(textIn(row, 'id'));
  }
}
