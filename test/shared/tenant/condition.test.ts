import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConditionFact, mergeConditions } from '../../../shared/tenant/condition.ts';

const first = { at: '2026-11-21T10:00:00.000Z', generation: 1 };
const later = { at: '2026-11-21T11:00:00.000Z', generation: 2 };

function fact(type: string, status: ConditionFact['status'], reason = 'Because'): ConditionFact {
  return { type, status, reason, message: `${type} is ${status}` };
}

describe('mergeConditions()', () => {
  it('adds a fact with the time and the generation', () => {
    expect(mergeConditions([], [fact('Ready', 'True')], first)).toEqual([
      { ...fact('Ready', 'True'), observed_generation: 1, last_transition_time: first.at },
    ]);
  });

  it('keeps the time while the status stays, and takes the new reason', () => {
    const have = mergeConditions([], [fact('Ready', 'False', 'Rolling')], first);

    expect(mergeConditions(have, [fact('Ready', 'False', 'NotFound')], later)).toEqual([
      {
        ...fact('Ready', 'False', 'NotFound'),
        observed_generation: 2,
        last_transition_time: first.at,
      },
    ]);
  });

  it('moves the time when the status changes', () => {
    const have = mergeConditions([], [fact('Ready', 'False')], first);

    expect(mergeConditions(have, [fact('Ready', 'True')], later)).toMatchObject([
      { status: 'True', last_transition_time: later.at },
    ]);
  });

  it('takes the last of two facts of one type', () => {
    const merged = mergeConditions([], [fact('Ready', 'False'), fact('Ready', 'True')], first);

    expect(merged).toMatchObject([{ type: 'Ready', status: 'True' }]);
  });

  it('leaves other conditions as they are', () => {
    const have = mergeConditions([], [fact('Ready', 'True'), fact('Simulated', 'True')], first);

    const merged = mergeConditions(have, [fact('Ready', 'False')], later);

    expect(merged.map(({ type }) => type)).toEqual(['Ready', 'Simulated']);
    expect(merged[1]).toBe(have[1]);
  });

  it('holds one condition per type, in the order of the first sight, and changes no argument', () => {
    const facts = fc.array(
      fc
        .tuple(
          fc.constantFrom('A', 'B', 'C'),
          fc.constantFrom<'True' | 'False' | 'Unknown'>('True', 'False', 'Unknown'),
        )
        .map(([type, status]) => fact(type, status)),
    );
    fc.assert(
      fc.property(facts, facts, (old, fresh) => {
        const have = mergeConditions([], old, first);
        const copy = structuredClone(have);

        const merged = mergeConditions(have, fresh, later);

        const types = merged.map(({ type }) => type);
        expect(types).toEqual([...new Set([...old, ...fresh].map(({ type }) => type))]);
        expect(have).toEqual(copy);
      }),
    );
  });
});
