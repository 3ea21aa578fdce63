/** The written limits of the embedded queue. */
export interface QueueLimits {
  /** Most hints that wait or are being delivered; a further one is refused. */
  readonly hintsMax: number;
  /** Deliveries of one hint before it becomes a dead letter. */
  readonly attemptsMax: number;
  /** Pause after the first rejected delivery is up to this long, and doubles from then on … */
  readonly backoffMsFirst: number;
  /** … up to this. */
  readonly backoffMsLast: number;
  /** A process that dies holds a hint back for this long; a living one renews in time. */
  readonly leaseMs: number;
  /** A handler that does not end counts as failed then, as with Pub/Sub's ack deadline. */
  readonly deliveryMs: number;
  /** How often hints of other processes are looked for. */
  readonly pollMs: number;
}

/** The limits in use unless a caller gives others. */
export const queueLimits: QueueLimits = {
  hintsMax: 100_000,
  attemptsMax: 10,
  backoffMsFirst: 250,
  backoffMsLast: 60_000,
  leaseMs: 30_000,
  deliveryMs: 180_000,
  pollMs: 500,
};
