/** What fast-check tries, and for how long. */
export interface ScheduleRuns {
  readonly numRuns: number;
  readonly interruptAfterTimeLimit: number;
  readonly markInterruptAsFailure: boolean;
}

/**
 * Tries so many schedules, or what `FAST_CHECK_RUNS` asks for; ends before the test's own limit
 * (`scheduleTimeoutMs`), so that a schedule that failed is shown even while it could be made shorter.
 */
export function scheduleRuns(usual: number): ScheduleRuns {
  return {
    numRuns: runsAsked(usual),
    interruptAfterTimeLimit: 0.9 * scheduleTimeoutMs(usual),
    markInterruptAsFailure: true,
  };
}

/** The limit of a test that tries so many schedules: a minute, or more when more were asked for. */
export function scheduleTimeoutMs(usual: number): number {
  return Math.max(60_000, runsAsked(usual) * 1_000);
}

function runsAsked(usual: number): number {
  const asked = process.env['FAST_CHECK_RUNS'] ?? '';
  if (asked === '') return usual;
  if (/^[1-9]\d{0,6}$/.test(asked)) return Number(asked);
  throw new Error(`Cannot read FAST_CHECK_RUNS "${asked}": it must be a whole number`);
}
