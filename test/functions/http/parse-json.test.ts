import { describe, expect, it } from 'vitest';
import { jsonDepthMax, parseJson } from '../../../functions/http/parse-json.ts';

const parse = (text: string) => parseJson(new TextEncoder().encode(text));

describe('parseJson()', () => {
  it.each(['', '{', '{"a":1,}', "{'a':1}", 'NaN', '{"a":1}x', '[1 2]'])(
    'throws malformed_json for %j',
    (text) => {
      expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'malformed_json' }));
    },
  );

  it('throws invalid_utf8 for bytes that are no UTF-8', () => {
    const bytes = new Uint8Array([0x22, 0xc3, 0x28, 0x22]);

    expect(() => parseJson(bytes)).toThrow(expect.objectContaining({ code: 'invalid_utf8' }));
  });

  it('accepts the deepest nesting that is allowed', () => {
    const text = '['.repeat(jsonDepthMax) + ']'.repeat(jsonDepthMax);

    expect(parse(text)).toBeInstanceOf(Array);
  });

  it.each([jsonDepthMax + 1, 30_000])('throws json_too_deep for %i levels', (levels) => {
    const text = '['.repeat(levels) + ']'.repeat(levels);

    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'json_too_deep' }));
  });

  it('changes no prototype', () => {
    const value = parse('{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"x":1}}}');

    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
  });

  it('keeps the last value of a repeated key', () => {
    expect(parse('{"a":1,"a":2}')).toEqual({ a: 2 });
  });
});
