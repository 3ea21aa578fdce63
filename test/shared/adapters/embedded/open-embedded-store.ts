import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { createEmbeddedStore } from '../../../../shared/adapters/embedded/create-embedded-store.ts';
import {
  databaseFileName,
  openDatabase,
} from '../../../../shared/adapters/embedded/open-database.ts';
import type { Clock } from '../../../../shared/ports/clock.ts';
import type { StoreUnderTest } from '../../../contracts/store-under-test.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface EmbeddedStoreUnderTest extends StoreUnderTest {
  readonly database: DatabaseSync;
  readonly path: string;
}

/** An empty embedded store in a file of its own. */
export function openEmbeddedStore(clock: Clock = { now: Date.now }): EmbeddedStoreUnderTest {
  const folder = temporaryFolder();
  const path = join(folder.path, databaseFileName);
  const database = openDatabase(path);
  return {
    store: createEmbeddedStore(database, { clock }),
    database,
    path,
    plant: async (collection, id, json) => {
      database
        .prepare('INSERT INTO documents (collection, id, version, json) VALUES (?, ?, 1, ?)')
        .run(collection, id, json);
    },
    close: async () => {
      if (database.isOpen) database.close();
      folder.remove();
    },
  };
}
