import type { RepairRecord } from '../../tenant/walk-record.ts';
import type { Fault } from './judge-tenant.ts';

/** How often in a row an object is repaired before that counts as in vain. */
const streakMax = 3;

/** A walk that found the tenant at work could not repair it: so many may lie between two repairs. */
const gapMax = 2;

/** Keys of the objects whose repair was in vain so often that somebody else must be mending them. */
export function keysInVain(record: RepairRecord | undefined): ReadonlySet<string> {
  const long = (record?.streaks ?? []).filter(({ count }) => count >= streakMax);
  return new Set(long.map(({ what }) => what));
}

/**
 * The streaks after one more repair. One in vain is kept until nothing is amiss any more; one that
 * is not continued ends.
 */
export function nextStreaks(
  record: RepairRecord | undefined,
  faults: readonly Fault[],
  walk: number,
): RepairRecord['streaks'] {
  const inVain = keysInVain(record);
  const former = record?.streaks ?? [];
  const isInRow = record !== undefined && record.walk >= walk - gapMax;
  const countOf = (what: string) =>
    isInRow ? (former.find((each) => each.what === what)?.count ?? 0) : 0;
  return [
    ...former.filter(({ what }) => inVain.has(what)),
    ...faults
      .filter(({ key }) => !inVain.has(key))
      .map(({ key }) => ({ what: key, count: countOf(key) + 1 })),
  ];
}
