import { describe, expect, it } from 'vitest';
import { parseStormOptions } from './storm-options.ts';

describe('parseStormOptions()', () => {
  it('has 200 tenants meet the storm when nothing is said', () => {
    expect(parseStormOptions([])).toEqual({ tenants: 200, seed: 1 });
  });

  it('takes the size and the seed', () => {
    expect(parseStormOptions(['--tenants', '20', '--seed', '7'])).toEqual({ tenants: 20, seed: 7 });
  });

  it.each(['0', '-1', '1.5', '99999', 'many', ''])('refuses %j tenants', (text) => {
    expect(() => parseStormOptions([`--tenants=${text}`])).toThrow(
      `Cannot read --tenants "${text}": it must be a whole number from 1`,
    );
  });
});
