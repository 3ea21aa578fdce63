import type { DatabaseSync } from 'node:sqlite';
import type { Clock, Random } from '../../ports/clock.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Queue } from '../../ports/queue.ts';
import { readRecord, recordSchemaOf } from '../../tenant/schema-version.ts';
import { concurrencyMax, type HintConsumer, startHintConsumer } from './hint-consumer.ts';
import type { HintHandlers } from './hint-delivery.ts';
import { createHintTable, type HintTable } from './hint-table.ts';
import { type QueueLimits, queueLimits } from './queue-limits.ts';
import { withSqlite } from './sqlite-failure.ts';

/** What the queue is built from. */
export interface EmbeddedQueueParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger?: Logger;
  /** In place of single `queueLimits`. */
  readonly limits?: Partial<QueueLimits>;
}

/** The embedded queue, with the consumer's side that Pub/Sub does by push. */
export interface EmbeddedQueue extends Queue {
  /**
   * Pushes hints to the handler until it is stopped, and what no delivery could end to the handler of
   * dead letters. `concurrency`: 1–64 deliveries at a time.
   */
  startConsumer(
    handlers: HintHandlers,
    options: { readonly concurrency: number },
  ): Pick<HintConsumer, 'stop'>;
}

/**
 * The queue in an embedded database (`openDatabase`), whose owner closes it after stopping the
 * consumers. A hint that was accepted is on disk and is delivered at least once: at once to a
 * consumer of this process, at the next poll to one of another; again after a rejection, with
 * backoff, and after the lease's end when a process died. One queue per process and database.
 *
 * Hints for a tenant whose last hint nobody has received yet are one.
 */
export function createEmbeddedQueue(
  database: DatabaseSync,
  { clock, random, logger, limits: given }: EmbeddedQueueParts,
): EmbeddedQueue {
  const limits = { ...queueLimits, ...given };
  const table = guarded(createHintTable(database, limits));
  const consumers = new Set<HintConsumer>();
  return {
    publish: async (hint) => {
      readRecord(hint, recordSchemaOf('hints'));
      table.publish(hint, Math.floor(clock.now()));
      for (const consumer of consumers) consumer.wake();
    },
    startConsumer: (handlers, { concurrency }) => {
      guardConcurrency(concurrency);
      const parts = { table, limits, clock, random, logger };
      const consumer = startHintConsumer(parts, handlers, concurrency);
      consumers.add(consumer);
      return {
        stop: async () => {
          consumers.delete(consumer);
          await consumer.stop();
        },
      };
    },
    ping: async () => {
      table.nextVisibleAtMs();
    },
  };
}

function guarded(table: HintTable): HintTable {
  const use = <T>(action: string, work: () => T) => withSqlite('queue_unavailable', action, work);
  return {
    publish: (hint, nowMs) => use('publish a hint', () => table.publish(hint, nowMs)),
    lease: (count, nowMs) => use('take hints', () => table.lease(count, nowMs)),
    nextVisibleAtMs: () => use('use the queue', () => table.nextVisibleAtMs()),
    postpone: (delivery, untilMs) =>
      use('postpone a hint', () => table.postpone(delivery, untilMs)),
    acknowledge: (delivery) => use('acknowledge a hint', () => table.acknowledge(delivery)),
  };
}

function guardConcurrency(concurrency: number): void {
  if (Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= concurrencyMax) return;
  throw new RangeError(
    `Cannot start a consumer: concurrency must be between 1 and ${concurrencyMax}, not ${concurrency}`,
  );
}
