/** The written limits of fetching and keeping keys. */
export interface KeyLimits {
  readonly fetchMs: number;
  /** Keys are kept for as long as their server says, but at least and at most so long. */
  readonly freshMsMin: number;
  readonly freshMsMax: number;
  /** While their server does not answer, keys are used for so long beyond that. */
  readonly staleMsMax: number;
  /** Time between two fetches at least, whoever calls and however they end. */
  readonly pauseMs: number;
}

/** The limits in use unless a caller gives others. */
export const keyLimits: KeyLimits = {
  fetchMs: 3_000,
  freshMsMin: 60_000,
  freshMsMax: 24 * 3_600_000,
  staleMsMax: 3_600_000,
  pauseMs: 10_000,
};
