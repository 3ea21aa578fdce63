import type { HintHandler, Queue } from '../../shared/ports/queue.ts';

/** What a test sees of a dead letter. */
interface DeadHint {
  readonly tenant_id: string;
  readonly reason: string;
}

/**
 * One empty queue for one test, with what a test needs beyond the port. It retries within
 * milliseconds and gives a hint up after three deliveries.
 */
export interface QueueUnderTest {
  readonly queue: Queue;
  /** Starts delivering; what it returns stops that. */
  readonly consume: (handler: HintHandler, concurrency: number) => Promise<() => Promise<void>>;
  readonly listDeadLetters: () => Promise<readonly DeadHint[]>;
  readonly close: () => Promise<void>;
}
