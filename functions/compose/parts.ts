import type { DatabaseSync } from 'node:sqlite';
import type { Logger } from '../../shared/ports/logger.ts';
import type { Config } from '../config.ts';
import { createLogger } from '../http/create-logger.ts';
import { wallClock } from './clocks.ts';

/** What every part of one program is built with. */
export interface Parts {
  readonly config: Config;
  readonly logger: Logger;
  /** The embedded database (`embeddedDatabase`): the first part that needs it opens it, all share it. */
  readonly database: (open: () => Promise<DatabaseSync>) => Promise<DatabaseSync>;
  /** Has this done when the program ends, the last one first. */
  readonly atEnd: (work: () => void | Promise<void>) => void;
  /** Ends what holds files and connections. */
  readonly close: () => Promise<void>;
}

/** The foundation of a program; nothing is opened yet. */
export function createParts(config: Config): Parts {
  const endings: (() => void | Promise<void>)[] = [];
  let opened: Promise<DatabaseSync> | undefined;
  return {
    config,
    logger: createLogger({
      level: config.LOG_LEVEL,
      clock: wallClock,
      write: (line) => process.stderr.write(`${line}\n`),
    }),
    database: (open) => {
      opened ??= open();
      return opened;
    },
    atEnd: (work) => {
      endings.push(work);
    },
    close: async () => {
      for (const end of endings.splice(0).reverse()) await end();
    },
  };
}
