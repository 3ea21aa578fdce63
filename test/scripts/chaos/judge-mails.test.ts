import { describe, expect, it } from 'vitest';
import { judgeMails } from '../../../scripts/chaos/judge-mails.ts';
import { emailOf } from '../../../scripts/chaos/sign-up.ts';
import type { EffectState } from '../../../shared/tenant/effect.ts';

function judged(count: number, state: EffectState | undefined) {
  const tenants = [{ id: 'id-1', slug: 'acme' }];
  const recipients = [...Array.from({ length: count }, () => emailOf('acme')), emailOf('other')];
  const states = new Map(state === undefined ? [] : [['id-1', state] as const]);
  return judgeMails({ tenants, recipients, states });
}

describe('judgeMails()', () => {
  it.each([
    [1, 'done', { sent: 1, asked: 0 }],
    [0, 'unknown', { sent: 0, asked: 1 }],
    [1, 'unknown', { sent: 1, asked: 1 }],
  ] as const)('finds nothing wrong with %i mails and %s', (count, state, counts) => {
    expect(judged(count, state)).toEqual({ ...counts, doubled: [], lost: [] });
  });

  it.each([
    [0, 'done'],
    [0, 'started'],
    [0, 'not_done'],
    [0, undefined],
  ] as const)('calls it lost with %i mails and %s', (count, state) => {
    expect(judged(count, state).lost).toHaveLength(1);
  });

  it.each(['done', 'unknown'] as const)('calls two mails doubled, with %s', (state) => {
    expect(judged(2, state).doubled).toEqual(['acme got 2 welcome mails']);
  });
});
