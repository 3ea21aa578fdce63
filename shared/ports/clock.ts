/** The worker's own clock, for budgets and jitter only: records take the store's time. */
export interface Clock {
  /** Whole milliseconds since the epoch; never steps back while the process lives. */
  now(): number;
}

/** A number in [0, 1), as `Math.random`. */
export type Random = () => number;
