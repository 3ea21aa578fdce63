import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../shared/tenant/json.ts';
import { mergePatch } from '../../../shared/tenant/merge-patch.ts';

describe('mergePatch()', () => {
  // The cases of RFC 7396, appendix A, whose target and patch are objects.
  it.each<[JsonObject, JsonObject, JsonObject]>([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('makes of %j with %j the object %j', (target, patch, result) => {
    expect(mergePatch(target, patch)).toEqual(result);
  });

  it('changes neither the target nor the patch', () => {
    const target = { a: { b: 'c' } };
    const patch = { a: { b: null } };

    mergePatch(target, patch);

    expect([target, patch]).toEqual([{ a: { b: 'c' } }, { a: { b: null } }]);
  });

  it('takes "__proto__" as a member like any other', () => {
    const patch = JSON.parse('{"__proto__":{"polluted":true}}') as JsonObject;

    const merged = mergePatch({}, patch);

    expect(Object.keys(merged)).toEqual(['__proto__']);
    expect(Object.hasOwn({}, 'polluted')).toBe(false);
    expect('polluted' in merged).toBe(false);
  });

  it('gives the same when the same patch is merged again', () => {
    const object = fc.object({
      maxDepth: 3,
      values: [fc.integer(), fc.string(), fc.constant(null)],
    });

    fc.assert(
      fc.property(object, object, (target, patch) => {
        const once = mergePatch(target as JsonObject, patch as JsonObject);

        expect(mergePatch(once, patch as JsonObject)).toEqual(once);
      }),
    );
  });
});
