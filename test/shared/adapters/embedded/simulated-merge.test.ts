import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeApplied } from '../../../../shared/adapters/embedded/simulated-merge.ts';

const members = fc.dictionary(
  fc.constantFrom('a', 'b', 'c'),
  fc.oneof(
    fc.integer(),
    fc.array(fc.integer(), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('x', 'y'), fc.integer(), { minKeys: 1 }),
  ),
);

describe('mergeApplied()', () => {
  it('takes out what was applied, puts in what is, and keeps the rest', () => {
    const live = { spec: { mine: 1, theirs: 2, nested: { mine: 1, theirs: 2 } }, status: 'x' };
    const before = { spec: { mine: 1, nested: { mine: 1 } } };

    const merged = mergeApplied(live, before, { spec: { mine2: 3 } });

    expect(merged).toEqual({ spec: { theirs: 2, nested: { theirs: 2 }, mine2: 3 }, status: 'x' });
  });

  it('replaces lists as a whole', () => {
    expect(mergeApplied({ a: [1, 2] }, { a: [1, 2] }, { a: [3] })).toEqual({ a: [3] });
  });

  it('ends with exactly what is applied when nobody else wrote anything', () => {
    fc.assert(
      fc.property(members, members, (before, now) => {
        expect(mergeApplied(before, before, now)).toEqual(now);
      }),
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(members, members, members, (live, before, now) => {
        const once = mergeApplied(live, before, now);

        expect(mergeApplied(once, now, now)).toEqual(once);
      }),
    );
  });
});
