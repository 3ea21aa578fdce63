import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundedName, id8Of, labelLengthMax } from '../../../shared/tenant/names.ts';

const label = fc.stringMatching(/^[a-z][a-z0-9]{0,30}(-[a-z0-9]{1,10}){0,6}$/);
const parts = fc.array(label, { minLength: 1, maxLength: 4 });
const dnsLabel = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

describe('boundedName()', () => {
  it('joins parts that fit', () => {
    expect(boundedName(['provision', '0b5a4a57', 'acme'])).toBe('provision-0b5a4a57-acme');
  });

  it('keeps a name of exactly the longest length', () => {
    expect(boundedName(['a'.repeat(63)])).toBe('a'.repeat(63));
  });

  it('cuts a longer name and ends it by a hash', () => {
    expect(boundedName(['a'.repeat(64)])).toMatch(/^a{54}-[0-9a-f]{8}$/);
  });

  it('does not cut at a hyphen', () => {
    expect(boundedName(['a'.repeat(53), 'b'.repeat(20)])).toMatch(/^a{53}-[0-9a-f]{8}$/);
  });

  it('makes DNS labels of DNS labels', () => {
    fc.assert(
      fc.property(parts, (given) => {
        expect(boundedName(given)).toMatch(dnsLabel);
      }),
    );
  });

  it('keeps different long names different', () => {
    fc.assert(
      fc.property(parts, parts, (a, b) => {
        fc.pre(a.join('-') !== b.join('-'));

        expect(boundedName(a)).not.toBe(boundedName(b));
      }),
    );
  });

  it('holds any limit that leaves room for the hash', () => {
    fc.assert(
      fc.property(parts, fc.integer({ min: 10, max: labelLengthMax }), (given, max) => {
        const name = boundedName(given, max);

        expect(name.length).toBeLessThanOrEqual(max);
        expect(name).toMatch(dnsLabel);
      }),
    );
  });
});

describe('id8Of()', () => {
  it('is the first eight hex digits of the id', () => {
    expect(id8Of('0b5a4a57-6a5c-4f0e-9d0c-1f2e3d4c5b6a')).toBe('0b5a4a57');
  });
});
