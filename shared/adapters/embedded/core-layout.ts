import type { TableLayout } from './ensure-tables.ts';

/**
 * The tables of the store and the queue; their version is `PRAGMA user_version`.
 *
 * `documents` holds every record as JSON text. `list_entries` is the index of all lists, as in
 * Firestore: a document has one row per list that it is in, and a list is read in the order of
 * (value, id). It is filled by code, not by SQL over the JSON, because SQLite's JSON functions refuse
 * deep documents that are legal JSON.
 */
export const coreLayout: TableLayout = {
  name: 'core',
  migrations: [
    `
    CREATE TABLE layouts (name TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT, WITHOUT ROWID;

    CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    INSERT INTO counters (name, value) VALUES ('commits', 0), ('hints', 0), ('lists_version', 0);

    CREATE TABLE documents (
      collection TEXT NOT NULL,
      id TEXT NOT NULL,
      version INTEGER NOT NULL,
      json TEXT NOT NULL,
      UNIQUE (collection, id)
    ) STRICT;

    CREATE TABLE list_entries (
      list TEXT NOT NULL,
      value TEXT NOT NULL,
      id TEXT NOT NULL,
      PRIMARY KEY (list, value, id)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE hints (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      tenant_id TEXT NOT NULL,
      json TEXT NOT NULL,
      attempts INTEGER NOT NULL,
      visible_at_ms INTEGER NOT NULL,
      published_at_ms INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX hints_by_visibility ON hints (visible_at_ms, id);
    -- One waiting hint per tenant: a hint that nobody has received yet says all a second one would.
    CREATE UNIQUE INDEX hints_never_delivered ON hints (tenant_id) WHERE attempts = 0;
    CREATE TRIGGER hints_counted_in AFTER INSERT ON hints BEGIN
      UPDATE counters SET value = value + 1 WHERE name = 'hints';
    END;
    CREATE TRIGGER hints_counted_out AFTER DELETE ON hints BEGIN
      UPDATE counters SET value = value - 1 WHERE name = 'hints';
    END;

    CREATE TABLE dead_letters (
      tenant_id TEXT PRIMARY KEY,
      json TEXT NOT NULL,
      times INTEGER NOT NULL,
      attempts INTEGER NOT NULL,
      reason TEXT NOT NULL,
      published_at_ms INTEGER NOT NULL,
      died_at_ms INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX dead_letters_by_death ON dead_letters (died_at_ms, tenant_id);
    `,
    // Dead letters are documents of the store by now.
    'DROP TABLE dead_letters;',
  ],
};
