import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Parts } from './parts.ts';

/** The file behind all embedded parts of this program, opened once. Rejects with `store_unavailable`. */
export async function embeddedDatabase({ config, database, atEnd }: Parts): Promise<DatabaseSync> {
  return await database(async () => {
    // Loaded only where it is used: functions on Firestore and Pub/Sub never touch SQLite.
    const { databaseFileName, openDatabase } = await import(
      '../../shared/adapters/embedded/open-database.ts'
    );
    const opened = openDatabase(join(config.TENANTRY_DATA, databaseFileName));
    atEnd(() => opened.close());
    return opened;
  });
}
