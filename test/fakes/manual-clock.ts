import type { Clock } from '../../shared/ports/clock.ts';

/** A clock that moves only when a test moves it. */
export interface ManualClock extends Clock {
  advance(ms: number): void;
}

/** Starts at the given RFC 3339 time. */
export function createManualClock(start = '2026-01-01T00:00:00.000Z'): ManualClock {
  let nowMs = Date.parse(start);
  return {
    now: () => nowMs,
    advance: (ms) => {
      nowMs += ms;
    },
  };
}
