const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/** How long ago a time (RFC 3339) was, in its largest unit: `5m`, `3d`. Never negative. */
export function describeAge(time: string, nowMs: number): string {
  const ms = Math.max(0, nowMs - Date.parse(time));
  const [unit, unitMs] = units.find(([, size]) => ms >= size) ?? (['s', 1_000] as const);
  return `${Math.floor(ms / unitMs)}${unit}`;
}

/** A duration for people: `40ms`, `12.3s`, `2m 5s`. */
export function describeDuration(ms: number): string {
  if (ms < 1_000) return `${ms}ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)}s`;
  return `${Math.floor(ms / 60_000)}m ${Math.floor((ms % 60_000) / 1000)}s`;
}
