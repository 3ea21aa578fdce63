import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Logger } from '../../shared/ports/logger.ts';
import type { Config } from '../config.ts';
import { createLogger } from '../http/create-logger.ts';
import { wallClock } from './clocks.ts';

/** What every part of one program is built with. */
export interface Parts {
  readonly config: Config;
  readonly logger: Logger;
  /** The embedded database, opened by the first part that needs it and shared by all. */
  readonly database: () => Promise<DatabaseSync>;
  /** Has this done when the program ends, the last one first. */
  readonly atEnd: (work: () => void | Promise<void>) => void;
  /** Ends what holds files and connections. */
  readonly close: () => Promise<void>;
}

/** The foundation of a program; nothing is opened yet. */
export function createParts(config: Config): Parts {
  const endings: (() => void | Promise<void>)[] = [];
  const atEnd: Parts['atEnd'] = (work) => {
    endings.push(work);
  };
  let opened: Promise<DatabaseSync> | undefined;
  return {
    config,
    logger: createLogger({
      level: config.LOG_LEVEL,
      clock: wallClock,
      write: (line) => process.stderr.write(`${line}\n`),
    }),
    database: () => {
      opened ??= openEmbedded(config, atEnd);
      return opened;
    },
    atEnd,
    close: async () => {
      for (const end of endings.splice(0).reverse()) await end();
    },
  };
}

async function openEmbedded(config: Config, atEnd: Parts['atEnd']): Promise<DatabaseSync> {
  // Loaded only where it is used: functions on Firestore and Pub/Sub never touch SQLite.
  const { databaseFileName, openDatabase } = await import(
    '../../shared/adapters/embedded/open-database.ts'
  );
  const database = openDatabase(join(config.TENANTRY_DATA, databaseFileName));
  atEnd(() => database.close());
  return database;
}
