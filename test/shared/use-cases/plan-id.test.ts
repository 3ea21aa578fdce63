import { describe, expect, it } from 'vitest';
import {
  formatPlanId,
  type PlanBinding,
  parsePlanId,
  planDigest,
} from '../../../shared/use-cases/plan-id.ts';

const binding: PlanBinding = {
  tenantId: '3f2b8a4e-5c1d-4e8f-9a7b-041b27c0ffee',
  state: planDigest('a'),
  change: planDigest('b'),
  objects: planDigest('c'),
};

describe('formatPlanId()', () => {
  it('is short enough for one line, and fits into any address or shell', () => {
    expect(formatPlanId(binding)).toMatch(/^[A-Za-z0-9_-]{87}$/);
  });

  it.each(['tenantId', 'state', 'change', 'objects'] as const)('differs by %s', (name) => {
    const other = { ...binding, [name]: name === 'tenantId' ? null : planDigest('other') };

    expect(formatPlanId(other)).not.toBe(formatPlanId(binding));
  });
});

describe('parsePlanId()', () => {
  it.each([binding, { ...binding, tenantId: null }])('reads what was formatted', (given) => {
    expect(parsePlanId(formatPlanId(given))).toEqual(given);
  });

  it.each([
    ['nothing', ''],
    ['another text', 'plan-1'],
    ['a cut plan', formatPlanId(binding).slice(0, -4)],
    ['something added', `${formatPlanId(binding)}AAAA`],
    ['characters that a decoder passes over', `${formatPlanId(binding)}!`],
    ['padding', `${formatPlanId(binding)}=`],
    ['an id of no tenant', formatPlanId({ ...binding, tenantId: 'constructor' })],
    ['a longer digest', formatPlanId({ ...binding, change: 'b'.repeat(64) })],
    ['another layout', formatPlanId(binding).replace(/^A/, 'B')],
    ['a plan of the layout before', Buffer.from('1 - 0 x y z').toString('base64url')],
  ])('refuses %s', (_name, text) => {
    expect(() => parsePlanId(text)).toThrow(expect.objectContaining({ code: 'invalid_plan_id' }));
  });
});
