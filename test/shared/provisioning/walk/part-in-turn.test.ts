import { describe, expect, it } from 'vitest';
import { partInTurn } from '../../../../shared/provisioning/walk/part-in-turn.ts';

function part(costs: readonly number[], walk: number, costMax = 10): readonly number[] {
  return partInTurn(costs, { walk, costMax, costOf: (cost) => cost });
}

describe('partInTurn()', () => {
  it('takes all in each walk when they cost little enough', () => {
    expect([1, 2, 3].map((walk) => part([5, 0, 5], walk))).toEqual([
      [5, 0, 5],
      [5, 0, 5],
      [5, 0, 5],
    ]);
  });

  it.each([
    [[6, 5, 5, 4, 1]],
    [Array.from({ length: 400 }, () => 2)],
    [[1, 30, 1]],
    [[10, 10, 10]],
    [[0, 11]],
  ])(
    'gives each its turn, and never costs more than it may unless one does alone (%#)',
    (costs) => {
      const items = costs.map((cost, index) => ({ cost, index }));
      const parts = Array.from({ length: 400 }, (_, walk) =>
        partInTurn(items, { walk, costMax: 10, costOf: ({ cost }) => cost }),
      );

      const sums = parts.map((each) => each.reduce((sum, { cost }) => sum + cost, 0));
      expect(new Set(parts.flat()).size).toBe(items.length);
      expect(parts.filter((each, at) => each.length > 1 && (sums[at] ?? 0) > 10)).toEqual([]);
      expect(parts.filter(({ length }) => length === 0)).toEqual([]);
    },
  );

  it('has nothing of nothing', () => {
    expect(part([], 7)).toEqual([]);
  });
});
