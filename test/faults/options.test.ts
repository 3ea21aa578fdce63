import { describe, expect, it } from 'vitest';
import { parseSweepOptions } from './options.ts';

describe('parseSweepOptions()', () => {
  it('samples every scenario and fault unless told otherwise', () => {
    expect(parseSweepOptions([])).toMatchObject({
      seed: 1,
      scenarios: [],
      faults: [],
      case: undefined,
    });
  });

  it('takes several scenarios and faults, and everything', () => {
    const args = ['--scenario', 'delete', '--scenario', 'update', '--fault', 'hang', '--all'];

    expect(parseSweepOptions(args)).toMatchObject({
      runs: 'all',
      scenarios: ['delete', 'update'],
      faults: ['hang'],
    });
  });

  it.each([
    [['--seed', 'x'], 'Cannot read --seed "x"'],
    [['--runs', '-1'], ''],
    [['--unknown'], ''],
  ])('refuses %j', (args, message) => {
    expect(() => parseSweepOptions(args)).toThrow(message);
  });
});
