import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../shared/kubernetes/digest.ts';
import { canonicalJson } from '../../../shared/tenant/canonical-json.ts';

describe('digestOf()', () => {
  it('is SHA-256 in hex', () => {
    // printf '{"a":1,"b":[2]}' | sha256sum
    expect(digestOf({ b: [2], a: 1 })).toBe(
      '0855bfc20eb6cfaa4be7d6b510c63dd22997718bddadcb1a4915cec3a16145b9',
    );
  });

  it('differs when the order of a list differs', () => {
    expect(digestOf([1, 2])).not.toBe(digestOf([2, 1]));
  });

  it('does not differ by members that are undefined', () => {
    expect(digestOf({ a: 1, b: undefined })).toBe(digestOf({ a: 1 }));
  });
});

describe('canonicalJson()', () => {
  it('gives the same text whatever the order of keys', () => {
    const shuffled = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shuffled);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .toReversed()
          .map(([k, v]) => [k, shuffled(v)]),
      );
    };
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(shuffled(value))).toBe(canonicalJson(value));
      }),
    );
  });

  it('gives text that means the same', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
