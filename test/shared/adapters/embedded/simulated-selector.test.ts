import { describe, expect, it } from 'vitest';
import { parseSimulatedSelector } from '../../../../shared/adapters/embedded/simulated-selector.ts';

const labels = { app: 'web', 'tenantry.dev/tenant': '1234' };

describe('parseSimulatedSelector()', () => {
  it.each([
    ['app=web', true],
    ['app==web', true],
    ['app', true],
    ['app=web,tenantry.dev/tenant=1234', true],
    ['app=api', false],
    ['other', false],
    ['app=', false],
  ])('tells whether labels fit "%s"', (selector, expected) => {
    expect(parseSimulatedSelector(selector)?.(labels)).toBe(expected);
  });

  it.each(['app!=web', 'app in (web)', '!app', 'app=web,', ''])(
    'does not know "%s"',
    (selector) => {
      expect(parseSimulatedSelector(selector)).toBeUndefined();
    },
  );
});
