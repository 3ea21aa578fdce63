import type { Random } from '../ports/clock.ts';
import type { Breaker } from '../tenant/breaker.ts';
import { addMs, msBetween } from '../tenant/time.ts';

/** When a breaker opens and for how long, in milliseconds. */
export interface BreakerLimits {
  /** Failures in a row, in one process, that open it … */
  readonly failuresMin: number;
  /** … by so many tenants, so that one that always fails holds up no other. */
  readonly tenantsMin: number;
  /** The first opening lasts up to this; each further one up to twice the last … */
  readonly firstMs: number;
  /** … up to this. */
  readonly lastMs: number;
  /** An opening sooner than this after the last recovery counts as the next one in a row. */
  readonly steadyMs: number;
}

/** The limits of every breaker. */
export const breakerLimits: BreakerLimits = {
  failuresMin: 5,
  tenantsMin: 2,
  firstMs: 5_000,
  lastMs: 60_000,
  steadyMs: 120_000,
};

/** Whether a worker may call the dependency: like everybody, as the one that tries, or not before `until`. */
export type BreakerAnswer = 'pass' | 'probe' | 'wait';

/** What the breaker answers at the time `now`. A probe that its worker never ended is over at its end. */
export function breakerAnswer(breaker: Breaker | undefined, now: string): BreakerAnswer {
  if (breaker === undefined || breaker.state === 'closed') return 'pass';
  return breaker.until > now ? 'wait' : 'probe';
}

/** When a change of a breaker happens, and what chance it is left to. */
export interface BreakerMoment {
  readonly now: string;
  readonly random: Random;
}

/** The breaker of a dependency that has just failed too often, or failed its probe: open for a jittered time. */
export function openBreaker(
  dependency: string,
  before: Breaker | undefined,
  { now, random }: BreakerMoment,
): Extract<Breaker, { state: 'open' }> {
  const openings = openingsBefore(before, now) + 1;
  const { firstMs, lastMs } = breakerLimits;
  const ceilingMs = Math.min(firstMs * 2 ** Math.min(openings - 1, 30), lastMs);
  const until = addMs(now, Math.ceil(ceilingMs * (0.5 + 0.5 * random())));
  return { schema: 1, dependency, state: 'open', openings, since: now, until };
}

function openingsBefore(before: Breaker | undefined, now: string): number {
  if (before === undefined) return 0;
  const hasRecovered =
    before.state === 'closed' && msBetween(before.since, now) >= breakerLimits.steadyMs;
  return hasRecovered ? 0 : before.openings;
}

/** The breaker while this worker tries, for at most `probeMs`. */
export function probeBreaker(
  before: Breaker,
  {
    now,
    prober,
    probeMs,
  }: { readonly now: string; readonly prober: string; readonly probeMs: number },
): Extract<Breaker, { state: 'probing' }> {
  const { dependency, openings } = before;
  const until = addMs(now, probeMs);
  return { schema: 1, dependency, openings, state: 'probing', since: now, until, prober };
}

/** The breaker after a probe that succeeded. */
export function closeBreaker({ dependency, openings }: Breaker, now: string): Breaker {
  return { schema: 1, dependency, openings, state: 'closed', since: now };
}

/**
 * How long a worker waits from `now` on: to the breaker's end, and then spread evenly over half of the
 * time that it was open, so that those who waited together do not come back together.
 */
export function breakerWaitMs(
  { since, until }: Pick<Extract<Breaker, { state: 'open' }>, 'since' | 'until'>,
  { now, random }: BreakerMoment,
): number {
  const spreadMs = msBetween(since, until) / 2;
  return Math.max(0, msBetween(now, until)) + Math.ceil(spreadMs * random());
}

/** A worker looks again within this time when the breaker closed meanwhile. */
const retrySoonMs = 1_000;

/** How long a worker that may not call now waits, and until when nobody calls, for people. */
export function heldBack(
  breaker: Breaker | undefined,
  moment: BreakerMoment,
): { readonly afterMs: number; readonly until: string } {
  if (breaker === undefined || breaker.state === 'closed') {
    return { afterMs: Math.ceil(retrySoonMs * moment.random()), until: 'for a moment' };
  }
  return { afterMs: breakerWaitMs(breaker, moment), until: `before ${breaker.until}` };
}
