import type { HintHandler, Queue } from '../../shared/ports/queue.ts';

/** What a test sees of a dead letter. */
interface DeadHint {
  readonly tenant_id: string | null;
}

/** One empty queue for one test, with what a test needs beyond the port. */
export interface QueueUnderTest {
  readonly queue: Queue;
  /** Starts delivering; what it returns stops that. */
  readonly consume: (handler: HintHandler) => Promise<() => Promise<void>>;
  readonly listDeadLetters: () => Promise<readonly DeadHint[]>;
  /** Deliveries after which a hint is given up. */
  readonly attemptsMax: number;
  /** Within which a hint is delivered, or given up. */
  readonly patienceMs: number;
  readonly close: () => Promise<void>;
}
