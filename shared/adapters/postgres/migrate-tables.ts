import { type Attempt, refuse } from './database-failure.ts';
import type { Query } from './in-transaction.ts';

/** The migrations known, and for which call. */
export interface MigrationPlan {
  readonly attempt: Attempt;
  /** SQL by version, the first is version 1. */
  readonly migrations: readonly string[];
}

// Any number that nobody else locks: "tenantry" as bytes.
const lockKey = '8387232740264405625';
const oldestServer = 160_000;

/**
 * Brings the tables to the newest version in the transaction of `query`. Two at once are harmless: the
 * second waits for the first and finds nothing to do. A version that this program does not know is
 * an error, since a newer program may have made it during a rollout.
 */
export async function migrateTables(query: Query, plan: MigrationPlan): Promise<void> {
  if ((await knownVersion(query, plan)) === plan.migrations.length) return;
  await assertServer(query, plan.attempt);
  await query('SELECT pg_advisory_xact_lock($1)', [lockKey]);
  await query(versionTable);
  // Again under the lock: another migration may have ended meanwhile.
  const version = await knownVersion(query, plan);
  for (const [index, migration] of [...plan.migrations.entries()].slice(version)) {
    await query(migration);
    await query('INSERT INTO codetether.migrations (version) VALUES ($1)', [index + 1]);
  }
}

// CREATE SCHEMA IF NOT EXISTS asks for the right to create one even where there is one.
const versionTable = `
DO $$ BEGIN
  IF to_regnamespace('codetether') IS NULL THEN CREATE SCHEMA codetether; END IF;
END $$;
CREATE TABLE IF NOT EXISTS codetether.migrations (
  version integer PRIMARY KEY,
  applied_at timestamptz NOT NULL DEFAULT now()
);
`;

async function knownVersion(query: Query, { attempt, migrations }: MigrationPlan): Promise<number> {
  const [found] = await query(
    "SELECT to_regclass('codetether.migrations') IS NOT NULL AS is_there",
  );
  if (found?.['is_there'] !== true) return 0;
  const [newest] = await query(
    'SELECT coalesce(max(version), 0) AS version FROM codetether.migrations',
  );
  const version = Number(newest?.['version']);
  if (version <= migrations.length) return version;
  throw refuse(attempt, {
    what: 'refused',
    class: 'retry',
    why: `it has version ${version} and this program knows ${migrations.length}; deploy the newer one everywhere`,
  });
}

async function assertServer(query: Query, attempt: Attempt): Promise<void> {
  const [found] = await query("SELECT current_setting('server_version_num') AS version");
  if (Number(found?.['version']) >= oldestServer) return;
  throw refuse(attempt, {
    what: 'refused',
    class: 'retry',
    why: 'the server is older than PostgreSQL 16, which grants no role without its rights',
  });
}
