/** A JSON object while it is merged. */
type Members = Readonly<Record<string, unknown>>;

/**
 * The live object after an apply: what was applied before and is not any more is taken out, what is
 * applied now is put in, everything else (defaults, status, others' fields) stays. Lists are
 * replaced as a whole: only Tenantry writes the lists of its own objects.
 */
export function mergeApplied(live: Members, before: Members, now: Members): Members {
  const dropped = Object.keys(before).filter((key) => !(key in now));
  const kept = Object.entries(live)
    .map(([key, value]) => [key, dropped.includes(key) ? without(value, before[key]) : value])
    .filter(([, value]) => value !== undefined);
  const put = Object.entries(now).map(([key, value]) => [
    key,
    mergeValue(live[key], before[key], value),
  ]);
  return Object.fromEntries([...kept, ...put]);
}

function mergeValue(live: unknown, before: unknown, now: unknown): unknown {
  if (!isMembers(now) || !isMembers(live)) return now;
  return mergeApplied(live, isMembers(before) ? before : {}, now);
}

/** What is left of a value when what was applied of it is taken out. */
function without(live: unknown, before: unknown): unknown {
  if (!isMembers(live) || !isMembers(before)) return undefined;
  const rest = mergeApplied(live, before, {});
  return Object.keys(rest).length === 0 ? undefined : rest;
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
