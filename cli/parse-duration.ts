import { UsageError } from './usage-error.ts';

const unitsMs = { s: 1_000, m: 60_000, h: 3_600_000 } as const;
const durationMsMax = 24 * unitsMs.h;

/** Milliseconds of `90s`, `15m` or `1h`, at most a day. Throws `UsageError` for another form. */
export function parseDuration(text: string, option: string, command: string): number {
  const [, count, unit] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
  const ms = Number(count) * unitsMs[unit as keyof typeof unitsMs];
  if (ms > 0 && ms <= durationMsMax) return ms;
  throw new UsageError(
    `Option "--${option}" cannot be "${text}": write a time such as 90s, 15m or 1h, at most 24h`,
    command,
  );
}
