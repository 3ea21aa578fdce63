import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import {
  createEmbeddedQueue,
  type EmbeddedQueue,
} from '../../../../shared/adapters/embedded/create-embedded-queue.ts';
import { createEmbeddedStore } from '../../../../shared/adapters/embedded/create-embedded-store.ts';
import {
  databaseFileName,
  openDatabase,
} from '../../../../shared/adapters/embedded/open-database.ts';
import type { QueueLimits } from '../../../../shared/adapters/embedded/queue-limits.ts';
import type { DeadLetterHandler, HintHandler } from '../../../../shared/ports/queue.ts';
import type { DeadLetter } from '../../../../shared/tenant/dead-letter.ts';
import { recordDeadLetter } from '../../../../shared/use-cases/record-dead-letter.ts';
import type { QueueUnderTest } from '../../../contracts/queue-under-test.ts';
import { createSilentLogger } from '../../../fakes/silent-logger.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface EmbeddedQueueUnderTest extends QueueUnderTest {
  readonly queue: EmbeddedQueue;
  /** One delivery at a time unless it says otherwise. */
  readonly consume: (handler: HintHandler, concurrency?: number) => Promise<() => Promise<void>>;
  readonly listDeadLetters: () => Promise<readonly DeadLetter[]>;
  readonly database: DatabaseSync;
  readonly path: string;
}

/** An empty embedded queue in a file of its own, whose consumers end with it. */
export function openEmbeddedQueue(limits: Partial<QueueLimits> = {}): EmbeddedQueueUnderTest {
  const folder = temporaryFolder();
  const path = join(folder.path, databaseFileName);
  const database = openDatabase(path);
  const attemptsMax = limits.attemptsMax ?? 3;
  const queue = createEmbeddedQueue(database, {
    clock: { now: Date.now },
    random: Math.random,
    limits: { backoffMsFirst: 10, ...limits, attemptsMax },
  });
  const store = createEmbeddedStore(database, { clock: { now: Date.now } });
  const onDeadLetter: DeadLetterHandler = async (letter) =>
    await recordDeadLetter({ store, logger: createSilentLogger() }, letter);
  const stops: (() => Promise<void>)[] = [];
  return {
    queue,
    database,
    path,
    attemptsMax,
    patienceMs: 8_000,
    consume: async (handler, concurrency = 1) => {
      const { stop } = queue.startConsumer({ onHint: handler, onDeadLetter }, { concurrency });
      stops.push(stop);
      return stop;
    },
    listDeadLetters: async () => (await store.listDeadLetters({ limit: 200 })).items,
    close: async () => {
      await Promise.all(stops.map((stop) => stop()));
      if (database.isOpen) database.close();
      folder.remove();
    },
  };
}
