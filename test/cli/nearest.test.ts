import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearest } from '../../cli/nearest.ts';

const known = ['create', 'delete', 'get', 'list', 'status', 'watch', 'events', 'operations'];

describe('nearest()', () => {
  it.each([
    ['crate', 'create'],
    ['lsit', 'list'],
    ['statuss', 'status'],
    ['oper', 'operations'],
    ['evnets', 'events'],
  ])('returns for %s the name %s', (mistyped, name) => {
    expect(nearest(mistyped, known)).toBe(name);
  });

  it.each(['upgrade', 'x', '', 'suspend'])('returns nothing for "%s"', (name) => {
    expect(nearest(name, known)).toBeUndefined();
  });

  it('does not take a beginning of two names for one of them', () => {
    expect(nearest('sta', ['status', 'start'])).not.toBe('status');
  });

  it('finds every name again after one dropped letter', () => {
    const place = fc.tuple(fc.constantFrom(...known), fc.nat());

    fc.assert(
      fc.property(place, ([name, seed]) => {
        const at = seed % name.length;
        const mistyped = name.slice(0, at) + name.slice(at + 1);
        expect(nearest(mistyped, known)).toBe(name);
      }),
    );
  });
});
