import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseParams } from '../../../shared/blueprint/parse-params.ts';
import type { JsonObject } from '../../../shared/tenant/json.ts';

const schema = z.strictObject({
  name: z.string().min(2).max(4),
  count: z.number().int().min(1).max(9).default(3),
  mode: z.enum(['fast', 'slow']).default('fast'),
  tags: z.array(z.string()).max(2).default([]),
  image: z.strictObject({ tag: z.string().regex(/^v/, 'Must begin with "v"') }).exactOptional(),
  env: z.record(z.string().regex(/^[A-Z]+$/, 'Must be upper case'), z.string()).default({}),
  size: z.union([z.string(), z.number()]).default(1),
});

function parse(params: JsonObject) {
  return parseParams({ params: schema }, params, '/params');
}

/** `pointer code` of each fault. */
function faults(params: JsonObject): readonly string[] {
  const parsed = parse(params);
  return parsed.ok ? [] : parsed.errors.map(({ pointer, code }) => `${pointer} ${code}`);
}

describe('parseParams()', () => {
  it('fills in the defaults', () => {
    expect(parse({ name: 'ab' })).toEqual({
      ok: true,
      params: { name: 'ab', count: 3, mode: 'fast', tags: [], env: {}, size: 1 },
    });
  });

  it.each<[string, JsonObject]>([
    ['/params/name required', {}],
    ['/params/name wrong_type', { name: 1 }],
    ['/params/name wrong_type', { name: null }],
    ['/params/name too_short', { name: 'a' }],
    ['/params/name too_long', { name: 'abcde' }],
    ['/params/count too_small', { name: 'ab', count: 0 }],
    ['/params/count too_big', { name: 'ab', count: 10 }],
    ['/params/count wrong_type', { name: 'ab', count: 1.5 }],
    ['/params/mode not_allowed', { name: 'ab', mode: 'medium' }],
    ['/params/tags too_long', { name: 'ab', tags: ['a', 'b', 'c'] }],
    ['/params/tags/1 wrong_type', { name: 'ab', tags: ['a', 2] }],
    ['/params/image/tag required', { name: 'ab', image: {} }],
    ['/params/image/tag invalid_format', { name: 'ab', image: { tag: '1' } }],
    ['/params/image wrong_type', { name: 'ab', image: [] }],
    ['/params/env/a invalid', { name: 'ab', env: { a: 'x' } }],
    ['/params/size invalid', { name: 'ab', size: true }],
    ['/params/nmae unknown_field', { name: 'ab', nmae: 'x' }],
    ['/params/image/tga unknown_field', { name: 'ab', image: { tag: 'v1', tga: 'v2' } }],
    ['/params/a~1b~0c unknown_field', { name: 'ab', 'a/b~c': 1 }],
  ])('returns %s', (fault, params) => {
    expect(faults(params)).toEqual([fault]);
  });

  it('returns every fault at once, each unknown field by itself', () => {
    expect(faults({ count: 0, x: 1, y: 2 }).toSorted()).toEqual([
      '/params/count too_small',
      '/params/name required',
      '/params/x unknown_field',
      '/params/y unknown_field',
    ]);
  });

  it('keeps the own code of a fault that shows on a default', () => {
    const fault = { message: 'Too far apart', path: ['max'], params: { code: 'too_small' } };
    const range = z
      .strictObject({ min: z.number().default(1), max: z.number().default(2) })
      .refine(({ min, max }) => min <= max, fault);

    expect(parseParams({ params: range }, { min: 3 }, '')).toEqual({
      ok: false,
      errors: [{ pointer: '/max', code: 'too_small', message: 'Too far apart' }],
    });
  });

  it("uses the schema's own words and codes", () => {
    const own = z.strictObject({
      a: z.string().refine((text) => text !== 'x', { message: 'Not x', params: { code: 'is_x' } }),
    });

    expect(parseParams({ params: own }, { a: 'x' }, '')).toEqual({
      ok: false,
      errors: [{ pointer: '/a', code: 'is_x', message: 'Not x' }],
    });
  });

  it.each(['__proto__', 'constructor', 'toString'])('refuses a member named %s', (name) => {
    const params = JSON.parse(`{"name":"ab","${name}":{"polluted":true}}`) as JsonObject;

    expect(faults(params)).toEqual([`/params/${name} unknown_field`]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('tells at most 100 faults', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`k${index}`, 1]));

    expect(faults({ name: 'ab', ...many })).toHaveLength(100);
  });

  it('never says a value that was given', () => {
    const canary = 'canary-4f1d';
    const given = {
      name: canary,
      count: canary,
      mode: canary,
      image: { tag: canary },
      size: [canary],
    };

    expect(JSON.stringify(parse(given))).not.toContain(canary);
  });

  it('returns pointers that exist or name a missing member, whatever is given', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (given) => {
        const parsed = parse(given as JsonObject);

        if (parsed.ok) return;
        for (const { pointer, code, message } of parsed.errors) {
          expect(pointer).toMatch(/^\/params(\/|$)/);
          expect(code).toMatch(/^[a-z_]+$/);
          expect(message).not.toBe('');
        }
      }),
    );
  });
});
