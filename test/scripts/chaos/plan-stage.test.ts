import { describe, expect, it } from 'vitest';
import { planStage } from '../../../scripts/chaos/plan-stage.ts';
import { seededRandom } from '../../../scripts/chaos/seeded-random.ts';

const wanted = { kills: 10, customers: 23 };

describe('planStage()', () => {
  it('draws the same plan from the same seed, and another from another', () => {
    const first = planStage(wanted, seededRandom(7));

    expect(planStage(wanted, seededRandom(7))).toEqual(first);
    expect(planStage(wanted, seededRandom(8))).not.toEqual(first);
  });

  it.each([1, 2, 3, 4, 5])('has every customer send once, in order (seed %i)', (seed) => {
    const { lives, calm } = planStage(wanted, seededRandom(seed));

    const sent = lives.flatMap((life) => (life.kind === 'running' ? life.wishes : []));
    expect(lives).toHaveLength(10);
    expect([...sent, ...calm]).toEqual(Array.from({ length: 23 }, (_, number) => number));
  });

  it('leaves nobody out when there are fewer customers than lives', () => {
    const { lives } = planStage({ kills: 10, customers: 2 }, () => 0.5);

    const sent = lives.flatMap((life) => (life.kind === 'running' ? life.wishes : []));
    expect(sent).toEqual([0, 1]);
  });

  it('leaves everybody to the last life when no other comes to listen', () => {
    expect(planStage({ kills: 1, customers: 2 }, () => 0)).toEqual({
      lives: [{ kind: 'starting', killAfterMs: 0 }],
      calm: [0, 1],
    });
    expect(planStage({ kills: 0, customers: 2 }, () => 0)).toEqual({ lives: [], calm: [0, 1] });
  });
});

describe('seededRandom()', () => {
  it('spreads its numbers over [0, 1)', () => {
    const random = seededRandom(1);
    const tenths = Array.from({ length: 1_000 }, () => Math.floor(random() * 10));

    const counts = Array.from({ length: 10 }, (_, n) => tenths.filter((tenth) => tenth === n));
    expect(Math.min(...counts.map(({ length }) => length))).toBeGreaterThan(60);
  });
});
