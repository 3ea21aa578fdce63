import { describe, expect, it } from 'vitest';
import { paramPatch } from '../../cli/param-patch.ts';
import { UsageError } from '../../cli/usage-error.ts';

describe('paramPatch()', () => {
  it.each([
    [{ set: ['a=1'], unset: [] }, { a: '1' }],
    [{ set: [], unset: ['a'] }, { a: null }],
    [{ set: ['a.b:=2'], unset: ['a.c'] }, { a: { b: 2, c: null } }],
    [{ set: [], unset: ['host\\.name'] }, { 'host.name': null }],
    [
      { set: ['ab=1'], unset: ['a'] },
      { ab: '1', a: null },
    ],
  ])('returns for %j the merge patch %j', (options, patch) => {
    expect(paramPatch({}, options, 'update')).toEqual(patch);
  });

  it('wins over what it is put on', () => {
    const base = { image: { tag: 'v1', repository: 'r' }, on: true };

    const patch = paramPatch(base, { set: ['image.tag=v2'], unset: ['on'] }, 'update');

    expect(patch).toEqual({ image: { tag: 'v2', repository: 'r' }, on: null });
  });

  it.each([
    [{ set: ['a=1'], unset: ['a'] }],
    [{ set: ['a:={"b":1}'], unset: ['a.b'] }],
    [{ set: ['a.b=x=y'], unset: ['a'] }],
    [{ set: [], unset: ['a=1'] }],
    [{ set: [], unset: [''] }],
    [{ set: ['a'], unset: [] }],
  ])('throws a usage error for %j', (options) => {
    expect(() => paramPatch({}, options, 'update')).toThrow(UsageError);
  });
});
