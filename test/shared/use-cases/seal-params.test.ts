import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../shared/tenant/json.ts';
import { sealedToken } from '../../../shared/tenant/sealed-token.ts';
import {
  sealParams,
  secretBytesMax,
  secretCountMax,
  wishBytesMax,
} from '../../../shared/use-cases/seal-params.ts';

const key = new Uint8Array(32).fill(1);
const tenantId = '5a3b1e0c-0000-4000-8000-000000000000';
const sealer = { token: (id: string, value: string) => sealedToken(key, id, value) };
const blueprint = { secretParams: ['/api/secrets/*', '/list/*/key', '/a~1b/~0'] };

function seal(params: JsonObject, have: JsonObject = {}) {
  return sealParams(sealer, { tenantId, blueprint, params, have });
}

const at = (secrets: JsonObject): JsonObject => ({ api: { secrets } });

describe('sealParams()', () => {
  it('replaces texts at secret places by tokens, and nothing else', () => {
    const params = {
      api: { secrets: { A: 'one', B: 'two' }, env: { A: 'plain' }, image: 'x' },
      list: [{ key: 'three', name: 'plain' }, { name: 'plain' }, 'plain'],
      'a/b': { '~': 'four', x: 'plain' },
      secrets: { A: 'plain' },
    };
    const { params: sealed, sealed: brought, errors } = seal(params);
    const token = (value: string) => sealedToken(key, tenantId, value);

    expect(errors).toEqual([]);
    expect(sealed).toEqual({
      api: { secrets: { A: token('one'), B: token('two') }, env: { A: 'plain' }, image: 'x' },
      list: [{ key: token('three'), name: 'plain' }, { name: 'plain' }, 'plain'],
      'a/b': { '~': token('four'), x: 'plain' },
      secrets: { A: 'plain' },
    });
    expect([...brought.values.values()]).toEqual(['one', 'two', 'three', 'four']);
    expect(brought.pointers).toEqual([
      '/params/api/secrets/A',
      '/params/api/secrets/B',
      '/params/list/0/key',
      '/params/a~1b/~0',
    ]);
  });

  it('leaves what is no text to the schema', () => {
    const params = at({ A: 1, B: null, C: { D: 'x' }, E: ['x'], F: true });

    expect(seal(params)).toMatchObject({ params, errors: [] });
    expect(seal({ api: 'x', list: null }).sealed.values.size).toBe(0);
  });

  it('keeps a member called __proto__ a member', () => {
    const params = JSON.parse('{"api":{"secrets":{"__proto__":"one"}}}') as JsonObject;
    const { params: sealed } = seal(params);

    expect(JSON.stringify(sealed)).toMatch(/"__proto__":"sealed:v1:/);
  });

  it('takes tokens that the tenant has, at any place, and no others', () => {
    const token = sealedToken(key, tenantId, 'one');
    const have = { api: { secrets: { A: token } } };

    expect(seal(at({ A: token, B: token }), have)).toMatchObject({
      params: at({ A: token, B: token }),
      errors: [],
    });
    const stranger = sealedToken(key, 'other', 'one');
    for (const text of [stranger, 'sealed:', 'sealed:v2:x', token.toUpperCase().toLowerCase()]) {
      expect(seal(at({ A: text }), have).errors).toMatchObject([
        { pointer: '/params/api/secrets/A', code: 'unknown_sealed_value' },
      ]);
    }
    // A plain param of the tenant is no place to smuggle a token through.
    expect(seal(at({ A: token }), { note: token }).errors).toHaveLength(1);
  });

  it.each([
    { what: 'NUL', value: 'a\0b', code: 'invalid_format' },
    { what: 'half a character', value: '\ud800', code: 'invalid_format' },
    { what: 'too many bytes', value: 'é'.repeat(secretBytesMax / 2 + 1), code: 'too_long' },
  ])('refuses a value with $what without telling it', ({ value, code }) => {
    const { errors } = seal(at({ A: value }));

    expect(errors).toMatchObject([{ pointer: '/params/api/secrets/A', code }]);
    expect(JSON.stringify(errors)).not.toContain(value);
  });

  it('takes the largest value, an empty one and any Unicode', () => {
    const values = { A: 'x'.repeat(secretBytesMax), B: '', C: '🔑\n' };

    expect(seal(at(values)).errors).toEqual([]);
  });

  it('refuses too many values and too many bytes at once', () => {
    const values = (count: number, length: number) =>
      at(
        Object.fromEntries(Array.from({ length: count }, (_, n) => [`K${n}`, 'x'.repeat(length)])),
      );

    expect(seal(values(secretCountMax, 1)).errors).toEqual([]);
    expect(seal(values(secretCountMax + 1, 1)).errors).toMatchObject([{ code: 'too_big' }]);
    expect(seal(values(4, wishBytesMax / 4)).errors).toEqual([]);
    expect(seal(values(4, wishBytesMax / 4 + 1)).errors).toMatchObject([{ code: 'too_long' }]);
  });

  it('refuses values, but not tokens, where nothing seals', () => {
    const token = sealedToken(key, tenantId, 'one');
    const have = at({ A: token });
    const unsealed = (params: JsonObject) => () =>
      sealParams(undefined, { tenantId, blueprint, params, have });

    expect(unsealed(at({ A: token }))().params).toEqual(at({ A: token }));
    expect(unsealed(at({ A: 'one' }))).toThrow(
      expect.objectContaining({
        code: 'sealing_not_set_up',
        errors: [expect.objectContaining({ pointer: '/params/api/secrets/A' })],
      }),
    );
  });

  it('leaves params alone of a product without secret places', () => {
    const params = at({ A: 'one' });
    const sealed = sealParams(undefined, { tenantId, blueprint: undefined, params, have: {} });

    expect(sealed.params).toBe(params);
  });
});

describe('sealedToken()', () => {
  it('is the same for the same value, tenant and key only', () => {
    const tokens = [
      sealedToken(key, 'a', 'one'),
      sealedToken(key, 'a', 'one'),
      sealedToken(key, 'a', 'two'),
      sealedToken(key, 'b', 'one'),
      sealedToken(new Uint8Array(32), 'a', 'one'),
    ];

    expect(new Set(tokens).size).toBe(4);
    expect(tokens[0]).toMatch(/^sealed:v1:[A-Za-z0-9_-]{43}$/);
  });
});
