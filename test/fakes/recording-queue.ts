import type { Queue, WorkHint } from '../../shared/ports/queue.ts';

/** A queue that keeps what was published. */
export interface RecordingQueue extends Queue {
  readonly hints: WorkHint[];
}

/** Starts empty. */
export function createRecordingQueue(): RecordingQueue {
  const hints: WorkHint[] = [];
  return {
    hints,
    publish: async (hint) => {
      hints.push(hint);
    },
    ping: async () => undefined,
  };
}
