/** Attempts of one request in all, the first included. */
export const attemptsMax = 4;

/** Longest wait that an answer's `Retry-After` can ask for, whatever it says. */
export const retryAfterMsMax = 60_000;

const firstDelayMs = 250;
const delayMsMax = 4_000;

/**
 * Milliseconds before the next attempt: full jitter over a doubling range, never sooner than the
 * server asked for as far as that is within a minute. `attempt` counts from 1, `random` is from 0 to 1.
 */
export function retryDelayMs(
  attempt: number,
  random: number,
  retryAfterMs: number | undefined,
): number {
  const rangeMs = Math.min(delayMsMax, firstDelayMs * 2 ** (attempt - 1));
  const askedMs = Math.min(retryAfterMsMax, Math.max(0, retryAfterMs ?? 0));
  return askedMs + Math.round(random * rangeMs);
}
