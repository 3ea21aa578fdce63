/** How many schedules a property tries: so many, or what `FAST_CHECK_RUNS` asks for. */
export function scheduleRuns(usual: number): number {
  const asked = process.env['FAST_CHECK_RUNS'] ?? '';
  if (asked === '') return usual;
  if (/^[1-9]\d{0,6}$/.test(asked)) return Number(asked);
  throw new Error(`Cannot read FAST_CHECK_RUNS "${asked}": it must be a whole number`);
}

/** The limit of a test that tries so many schedules: a minute, or more when more were asked for. */
export function scheduleTimeoutMs(usual: number): number {
  return Math.max(60_000, scheduleRuns(usual) * 1_000);
}
