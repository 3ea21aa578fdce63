import { type DeliveryParts, deliver, type HintHandlers } from './hint-delivery.ts';
import type { Delivery } from './hint-table.ts';

/** Most deliveries at a time that a consumer may be asked for. */
export const concurrencyMax = 64;

/** How long a consumer leaves a database alone that refused it. */
const failurePauseMs = 1_000;

/** A running consumer. */
export interface HintConsumer {
  /** Tells that there may be something to deliver. */
  wake(): void;
  /** Takes nothing more and resolves when the running deliveries have ended. */
  stop(): Promise<void>;
}

interface Consumer {
  readonly parts: DeliveryParts;
  readonly handlers: HintHandlers;
  readonly concurrency: number;
  readonly running: Set<Promise<void>>;
  readonly state: {
    isStopped: boolean;
    timer?: NodeJS.Timeout | undefined;
    look?: NodeJS.Immediate | undefined;
  };
}

/** Delivers hints to the handlers, at most `concurrency` at a time, until it is stopped. */
export function startHintConsumer(
  parts: DeliveryParts,
  handlers: HintHandlers,
  concurrency: number,
): HintConsumer {
  const consumer: Consumer = {
    parts,
    handlers,
    concurrency,
    running: new Set(),
    state: { isStopped: false },
  };
  wake(consumer);
  return { wake: () => wake(consumer), stop: async () => await stop(consumer) };
}

/** Many wake-ups in one turn of the event loop make one look. */
function wake(consumer: Consumer): void {
  const { state } = consumer;
  if (state.isStopped) return;
  state.look ??= setImmediate(() => {
    state.look = undefined;
    look(consumer);
  });
}

function look(consumer: Consumer): void {
  const { running, concurrency, parts } = consumer;
  const free = concurrency - running.size;
  // With all hands busy, the end of a delivery is the next wake-up.
  if (free === 0) return;
  try {
    const deliveries = parts.table.lease(free, nowMs(consumer));
    for (const delivery of deliveries) run(consumer, delivery);
    if (running.size < concurrency) wakeIn(consumer, untilNextMs(consumer));
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'Unexpected error';
    parts.logger?.warn('Looking for hints failed', { reason });
    wakeIn(consumer, failurePauseMs);
  }
}

function run(consumer: Consumer, delivery: Delivery): void {
  const { parts, handlers, running } = consumer;
  const delivered = deliver(parts, delivery, handlers).finally(() => {
    running.delete(delivered);
    wake(consumer);
  });
  running.add(delivered);
}

/** Until the next hint's time comes, at most until the next poll. */
function untilNextMs(consumer: Consumer): number {
  const { table, limits } = consumer.parts;
  const nextAtMs = table.nextVisibleAtMs();
  if (nextAtMs === undefined) return limits.pollMs;
  return Math.min(Math.max(nextAtMs - nowMs(consumer), 0), limits.pollMs);
}

function wakeIn(consumer: Consumer, ms: number): void {
  const { state } = consumer;
  clearTimeout(state.timer);
  state.timer = setTimeout(() => wake(consumer), ms);
}

function nowMs({ parts }: Consumer): number {
  return Math.floor(parts.clock.now());
}

async function stop({ state, running }: Consumer): Promise<void> {
  state.isStopped = true;
  clearTimeout(state.timer);
  clearImmediate(state.look);
  await Promise.allSettled(running);
}
