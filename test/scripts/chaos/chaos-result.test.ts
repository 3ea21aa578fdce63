import { describe, expect, it } from 'vitest';
import { type ChaosResult, isRight, tableOf } from '../../../scripts/chaos/chaos-result.ts';

const right: ChaosResult = {
  tenants: 8,
  killsWanted: 6,
  kills: 6,
  restarts: 8,
  signUpsResent: 3,
  signUpsReplayed: 1,
  deletesResent: 2,
  active: 8,
  deleted: 8,
  lost: 0,
  stuck: 0,
  doubledTenants: 0,
  mails: 7,
  mailsAsked: 2,
  mailsDoubled: 0,
  mailsLost: 0,
  doubledObjects: 0,
  missingObjects: 0,
  objectsLeft: 0,
  foreignWrites: 0,
  outsideCalls: 0,
  faults: [],
};

describe('isRight()', () => {
  it('accepts a run in which everything came and went once', () => {
    expect(isRight(right)).toBe(true);
    expect(tableOf(right)).not.toContain('WRONG');
  });

  it.each([
    { kills: 5 },
    { active: 7 },
    { deleted: 7 },
    { lost: 1 },
    { stuck: 1 },
    { doubledTenants: 1 },
    { mailsDoubled: 1 },
    { mailsLost: 1 },
    { doubledObjects: 1 },
    { missingObjects: 1 },
    { objectsLeft: 1 },
    { foreignWrites: 1 },
    { outsideCalls: 1 },
  ])('refuses $0 and marks it in the table', (wrong) => {
    const result = { ...right, ...wrong };

    expect(isRight(result)).toBe(false);
    expect(tableOf(result).match(/WRONG/g)).toHaveLength(1);
  });

  it('refuses a fault that no count shows', () => {
    expect(isRight({ ...right, faults: ['The sky fell'] })).toBe(false);
  });
});
