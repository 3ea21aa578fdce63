import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseToken } from '../../../../shared/adapters/google-tokens/parse-token.ts';
import { TenantryError } from '../../../../shared/tenant/errors.ts';

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const tokenWith = (header: unknown) => `${encode(header)}.${encode({})}.c2ln`;

describe('parseToken()', () => {
  it('returns the token and the id of its key', () => {
    const text = tokenWith({ alg: 'RS256', kid: 'k1', typ: 'JWT' });

    expect(parseToken(text)).toEqual({ text, kid: 'k1' });
  });

  it.each([
    ['nothing', ''],
    ['garbage', 'garbage'],
    ['two parts', `${encode({})}.${encode({})}`],
    ['four parts', `${tokenWith({ alg: 'RS256', kid: 'k1' })}.c2ln`],
    ['an empty signature', `${encode({ alg: 'RS256', kid: 'k1' })}.${encode({})}.`],
    ['padding', `${encode({ alg: 'RS256', kid: 'k1' })}.${encode({})}.c2k=`],
    ['plain base64', `${encode({ alg: 'RS256', kid: 'k1' })}.${encode({})}.+/+/`],
    ['stray bits', `${encode({ alg: 'RS256', kid: 'k1' })}.${encode({})}.c2h`],
    ['a header that is no JSON', `${Buffer.from('x').toString('base64url')}.e30.c2ln`],
    ['a header that is a list', tokenWith([{ alg: 'RS256', kid: 'k1' }])],
    ['a header that is null', tokenWith(null)],
    ['no algorithm', tokenWith({ kid: 'k1' })],
    ['algorithm none', tokenWith({ alg: 'none', kid: 'k1' })],
    ['algorithm None', tokenWith({ alg: 'None', kid: 'k1' })],
    ['algorithm HS256', tokenWith({ alg: 'HS256', kid: 'k1' })],
    ['algorithm RS512', tokenWith({ alg: 'RS512', kid: 'k1' })],
    ['algorithm ES256', tokenWith({ alg: 'ES256', kid: 'k1' })],
    ['a list of algorithms', tokenWith({ alg: ['RS256'], kid: 'k1' })],
    ['no key id', tokenWith({ alg: 'RS256' })],
    ['an empty key id', tokenWith({ alg: 'RS256', kid: '' })],
    ['a key id that is a number', tokenWith({ alg: 'RS256', kid: 1 })],
    ['a long key id', tokenWith({ alg: 'RS256', kid: 'k'.repeat(129) })],
    ['critical extensions', tokenWith({ alg: 'RS256', kid: 'k1', crit: ['b64'], b64: false })],
    ['a huge token', tokenWith({ alg: 'RS256', kid: 'k1', pad: 'x'.repeat(9_000) })],
  ])('refuses %s', (_name, text) => {
    expect(() => parseToken(text)).toThrow(expect.objectContaining({ code: 'token_invalid' }));
  });

  it('refuses any other text with a code, never otherwise', () => {
    const part = fc.oneof(fc.string(), fc.base64String(), fc.jsonValue().map(encode));

    fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), (parts) => {
        try {
          expect(parseToken(parts.join('.')).kid).not.toBe('');
        } catch (error) {
          expect(error).toBeInstanceOf(TenantryError);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
