/** The written limits of publishing to Pub/Sub. */
export interface PubsubLimits {
  /** How long one call may take. */
  readonly callMs: number;
  /** Calls for one publication, the first included; a hint that arrives twice does no harm. */
  readonly callsMax: number;
  /** Pause before the second call is up to this long, and doubles from then on. */
  readonly backoffMs: number;
  /** A publication or ping ends after this time in any case: fetching a token and pauses included. */
  readonly deadlineMs: number;
  /** Most hints in one call: those that are published in the same turn travel together. */
  readonly hintsPerCallMax: number;
}

/** The limits in use unless a caller gives others. */
export const pubsubLimits: PubsubLimits = {
  callMs: 2_000,
  callsMax: 3,
  backoffMs: 100,
  deadlineMs: 5_000,
  hintsPerCallMax: 500,
};
