import type { Random } from '../../../shared/ports/clock.ts';
import type { HintHandler, Queue, WorkHint } from '../../../shared/ports/queue.ts';
import type { Weather } from './weather.ts';

/** A queue in this process that loses hints, delivers some twice, and keeps no order. */
export interface LossyHints {
  readonly queue: Queue;
  readonly counts: { published: number; lost: number; doubled: number };
  /** Delivers no further hint; resolves when those under way are handled. */
  close(): Promise<void>;
}

export interface LossyHintsOptions {
  readonly weather: Weather;
  readonly random: Random;
  /** Each handles so many hints at a time. */
  readonly handlers: readonly HintHandler[];
  readonly handledAtOnce: number;
}

/** Delivers to whichever handler has room. A hint that is not handled is delivered again. */
export function createLossyHints(options: LossyHintsOptions): LossyHints {
  const { weather, random, handlers, handledAtOnce } = options;
  const counts = { published: 0, lost: 0, doubled: 0 };
  const inbox: WorkHint[] = [];
  const free = handlers.flatMap((handler) => Array.from({ length: handledAtOnce }, () => handler));
  const underWay = new Set<Promise<void>>();
  let isClosed = false;
  const deliver = async (handler: HintHandler, hint: WorkHint) => {
    await handler(hint).catch(() => inbox.push(hint));
    free.push(handler);
  };
  const pump = () => {
    while (!isClosed && inbox.length > 0) {
      const [handler] = free.splice(Math.floor(random() * free.length), 1);
      if (handler === undefined) return;
      const [hint] = inbox.splice(Math.floor(random() * inbox.length), 1);
      if (hint === undefined) return;
      const delivery = deliver(handler, hint).finally(() => {
        underWay.delete(delivery);
        pump();
      });
      underWay.add(delivery);
    }
  };
  const publish = async (hint: WorkHint) => {
    counts.published += 1;
    const isLost = random() < weather.lostHints;
    const isDoubled = !isLost && random() < weather.doubledHints;
    if (isLost) counts.lost += 1;
    else inbox.push(hint);
    if (isDoubled) {
      counts.doubled += 1;
      inbox.push(hint);
    }
    // Never within the call: whoever publishes has its answer first.
    setImmediate(pump);
  };
  return {
    queue: { publish, ping: async () => undefined },
    counts,
    close: async () => {
      isClosed = true;
      await Promise.allSettled(underWay);
    },
  };
}
