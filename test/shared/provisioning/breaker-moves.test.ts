import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  breakerAnswer,
  breakerLimits,
  breakerWaitMs,
  closeBreaker,
  openBreaker,
  probeBreaker,
} from '../../../shared/provisioning/breaker-moves.ts';
import type { Breaker } from '../../../shared/tenant/breaker.ts';
import { addMs, msBetween } from '../../../shared/tenant/time.ts';
import { isUniform } from '../../fakes/is-uniform.ts';
import { seededRandom } from '../../fakes/seeded-random.ts';

const noon = '2026-01-01T12:00:00.000Z';
const latest = { now: noon, random: () => 0.999_999_999 };
const dependency = 'cluster:default';

describe('openBreaker()', () => {
  it('opens for twice as long with each opening in a row, up to the cap', () => {
    let breaker: Breaker | undefined;
    const lengths = Array.from({ length: 7 }, () => {
      const open = openBreaker(dependency, breaker, latest);
      breaker = probeBreaker(open, { now: noon, prober: 'a', probeMs: 1 });
      return msBetween(open.since, open.until);
    });

    expect(lengths).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000, 60_000]);
  });

  it.each([
    ['goes on doubling soon after a recovery', breakerLimits.steadyMs - 1, 4],
    ['begins anew after a lasting one', breakerLimits.steadyMs, 1],
  ])('%s', (_name, calmMs, openings) => {
    const closed: Breaker = { schema: 1, dependency, state: 'closed', openings: 3, since: noon };

    const open = openBreaker(dependency, closed, { ...latest, now: addMs(noon, calmMs) });

    expect(open.openings).toBe(openings);
  });

  it('is open for at least half of its time, whatever chance says', () => {
    const open = openBreaker(dependency, undefined, { now: noon, random: () => 0 });

    expect(msBetween(open.since, open.until)).toBe(breakerLimits.firstMs / 2);
  });
});

describe('breakerAnswer()', () => {
  const open = openBreaker(dependency, undefined, latest);
  const probing = probeBreaker(open, { now: open.until, prober: 'a', probeMs: 1_000 });

  it.each([
    ['pass', 'there is none', [undefined, noon]],
    ['pass', 'it is closed', [closeBreaker(open, noon), noon]],
    ['wait', 'it is open', [open, noon]],
    ['wait', 'it is open for one more millisecond', [open, addMs(open.until, -1)]],
    ['probe', 'its time has come', [open, open.until]],
    ['wait', 'another one tries', [probing, open.until]],
    ['probe', 'whoever tried never said', [probing, probing.until]],
  ] as const)('says %s when %s', (answer, _name, [breaker, now]) => {
    expect(breakerAnswer(breaker, now)).toBe(answer);
  });
});

describe('breakerWaitMs()', () => {
  it('spreads those who wait evenly over half of the time that it was open', () => {
    const open = { since: noon, until: addMs(noon, 40_000) };
    const random = seededRandom(7);
    const waits = Array.from({ length: 2_000 }, () => breakerWaitMs(open, { now: noon, random }));

    const positions = waits.map((ms) => (ms - 40_000) / 20_000);

    expect(isUniform(positions)).toBe(true);
    // A herd would not pass for spread.
    expect(isUniform(positions.map((position) => position / 2))).toBe(false);
  });

  it('never ends before the breaker does', () => {
    const open = { since: noon, until: addMs(noon, 40_000) };

    expect(breakerWaitMs(open, { now: addMs(noon, 10_000), random: () => 0 })).toBe(30_000);
  });
});

/** One turn of the model: a worker comes after a pause, and the dependency is there or not. */
const turns = fc.array(
  fc.record({ pauseMs: fc.nat(20_000), isThere: fc.boolean(), diesProbing: fc.boolean() }),
  { maxLength: 200 },
);

describe('the moves of a breaker', () => {
  it('let no call through while it is open but one probe an opening', () => {
    fc.assert(
      fc.property(turns, (all) => {
        const { calls, probes } = played(all);

        return calls === probes;
      }),
    );
  });

  it('are never stuck: once the dependency is there for good, the next one after the end gets through', () => {
    fc.assert(
      fc.property(turns, (all) => {
        const { breaker, now } = played(all);
        const until = breaker === undefined || breaker.state === 'closed' ? now : breaker.until;
        const later = until.localeCompare(now) > 0 ? until : now;

        return breakerAnswer(breaker, later) !== 'wait' && msBetween(now, later) <= 60_000;
      }),
    );
  });
});

interface Turn {
  readonly pauseMs: number;
  readonly isThere: boolean;
  readonly diesProbing: boolean;
}

interface Played {
  readonly breaker: Breaker | undefined;
  readonly now: string;
  /** While it was open. */
  readonly calls: number;
  readonly probes: number;
  readonly openings: number;
}

function played(all: readonly Turn[]): Played {
  const random = () => 0.5;
  const start: Played = {
    breaker: openBreaker(dependency, undefined, { now: noon, random }),
    ...{ now: noon, calls: 0, probes: 0, openings: 1 },
  };
  return all.reduce(turned, start);
}

function turned(before: Played, turn: Turn): Played {
  const now = addMs(before.now, turn.pauseMs);
  const { breaker } = before;
  const answer = breakerAnswer(breaker, now);
  if (breaker === undefined || answer === 'wait') return { ...before, now };
  if (answer === 'probe') return probed({ ...before, now }, breaker, turn);
  // Closed: too many failures at once, or none.
  return turn.isThere ? { ...before, now } : opened({ ...before, now }, breaker);
}

function probed(before: Played, breaker: Breaker, { isThere, diesProbing }: Turn): Played {
  const { now } = before;
  const probing = probeBreaker(breaker, { now, prober: 'a', probeMs: 2_000 });
  const after = { ...before, breaker: probing, calls: before.calls + 1, probes: before.probes + 1 };
  if (diesProbing) return after;
  return isThere ? { ...after, breaker: closeBreaker(probing, now) } : opened(after, probing);
}

function opened(before: Played, breaker: Breaker): Played {
  const open = openBreaker(dependency, breaker, { now: before.now, random: () => 0.5 });
  return { ...before, breaker: open, openings: before.openings + 1 };
}
