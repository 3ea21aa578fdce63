import { describe, expect, it } from 'vitest';
import { keysInVain, nextStreaks } from '../../../../shared/provisioning/walk/repair-streaks.ts';
import type { RepairRecord } from '../../../../shared/tenant/walk-record.ts';

function aRecord(walk: number, counts: Readonly<Record<string, number>>): RepairRecord {
  const streaks = Object.entries(counts).map(([what, count]) => ({ what, count }));
  return { schema: 1, tenant_id: 't', organization_id: 'o', walk, streaks };
}

const fault = (key: string) => ({ key, message: key, isAboutFields: true });

describe('nextStreaks()', () => {
  it('begins at one', () => {
    expect(nextStreaks(undefined, [fault('a')], 5)).toEqual([{ what: 'a', count: 1 }]);
  });

  it.each([
    [4, 3],
    [3, 3],
    [2, 1],
  ])('counts on from a repair in walk %i to %i in walk 5', (walk, count) => {
    expect(nextStreaks(aRecord(walk, { a: 2 }), [fault('a')], 5)).toEqual([{ what: 'a', count }]);
  });

  it('ends a streak that is not continued', () => {
    expect(nextStreaks(aRecord(4, { a: 2 }), [fault('b')], 5)).toEqual([{ what: 'b', count: 1 }]);
  });

  it('keeps what was in vain however long ago', () => {
    expect(nextStreaks(aRecord(1, { a: 3 }), [fault('b')], 9)).toEqual([
      { what: 'a', count: 3 },
      { what: 'b', count: 1 },
    ]);
  });
});

describe('keysInVain()', () => {
  it('names what was repaired three times in a row', () => {
    expect([...keysInVain(aRecord(1, { a: 3, b: 2 }))]).toEqual(['a']);
    expect([...keysInVain(undefined)]).toEqual([]);
  });
});
