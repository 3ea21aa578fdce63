import { describe, expect, it } from 'vitest';
import { formatPlanId, type PlanBinding, parsePlanId } from '../../../shared/use-cases/plan-id.ts';

const binding: PlanBinding = {
  tenantId: '3f2b8a4e-5c1d-4e8f-9a7b-041b27c0ffee',
  generation: 7,
  inventory: 'a'.repeat(64),
  change: 'b'.repeat(64),
  objects: 'c'.repeat(64),
};

describe('parsePlanId()', () => {
  it.each([binding, { ...binding, tenantId: null, generation: 0 }])(
    'reads what was formatted',
    (given) => {
      expect(parsePlanId(formatPlanId(given))).toEqual(given);
    },
  );

  it.each([
    ['nothing', ''],
    ['another text', 'plan-1'],
    ['a cut plan', formatPlanId(binding).slice(0, -4)],
    ['something added', `${formatPlanId(binding)}AAAA`],
    ['characters that a decoder passes over', `${formatPlanId(binding)}!`],
    ['padding', `${formatPlanId(binding)}=`],
    ['a number of no generation', formatPlanId({ ...binding, generation: -1 })],
    ['an id of no tenant', formatPlanId({ ...binding, tenantId: 'constructor' })],
    ['another version', Buffer.from('2 - 0 x y z').toString('base64url')],
  ])('refuses %s', (_name, text) => {
    expect(() => parsePlanId(text)).toThrow(expect.objectContaining({ code: 'invalid_plan_id' }));
  });
});
