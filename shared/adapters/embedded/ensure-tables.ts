import type { DatabaseSync } from 'node:sqlite';
import { TenantryError } from '../../tenant/errors.ts';
import { commit } from './commit.ts';

/** The tables of one part that lives in the embedded database. */
export interface TableLayout {
  /** Names the part. Each part prefixes its tables so that no two parts share one. */
  readonly name: string;
  /** SQL that brings the tables from version n to n + 1. Append only: never change one. */
  readonly migrations: readonly string[];
}

/**
 * Brings the tables of a part to the newest version, in one transaction; does nothing when they are
 * there. Tables of a newer program → `unknown_schema`, untouched.
 */
export function ensureTables(database: DatabaseSync, layout: TableLayout): void {
  if (versionOf(database, layout) === layout.migrations.length) return;
  commit(database, () => {
    // Read again under the write lock: another process may have migrated meanwhile.
    const version = versionOf(database, layout);
    for (const migration of layout.migrations.slice(version)) database.exec(migration);
    database
      .prepare(
        'INSERT INTO layouts (name, version) VALUES (?, ?) ON CONFLICT DO UPDATE SET version = excluded.version',
      )
      .run(layout.name, layout.migrations.length);
  });
}

function versionOf(database: DatabaseSync, layout: TableLayout): number {
  const row = database.prepare('SELECT version FROM layouts WHERE name = ?').get(layout.name);
  const version = Number(row?.['version'] ?? 0);
  guardKnown(version, layout);
  return version;
}

/** Throws `unknown_schema` when the tables are newer than the layout knows. */
export function guardKnown(version: number, layout: TableLayout): void {
  if (version <= layout.migrations.length) return;
  throw new TenantryError(
    'unknown_schema',
    `Cannot use the tables of "${layout.name}": a newer program made them (version ${version}, known ${layout.migrations.length})`,
  );
}
