import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseKeySet } from '../../../../shared/adapters/google-tokens/parse-key-set.ts';
import { createTokenSigner } from '../../../fakes/token-signer.ts';

const { jwk, publicKeyPem } = createTokenSigner('good');
const setOf = (...keys: readonly unknown[]) => JSON.stringify({ keys });

describe('parseKeySet()', () => {
  it('returns RSA keys in PEM by their id', () => {
    expect(parseKeySet(setOf(jwk))).toEqual(new Map([['good', publicKeyPem]]));
  });

  it('takes a key that does not say its algorithm and use', () => {
    const { alg: _alg, use: _use, ...bare } = jwk;

    expect([...parseKeySet(setOf(bare)).keys()]).toEqual(['good']);
  });

  it('passes over keys that cannot verify a token', () => {
    const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const others = [
      null,
      'key',
      { ...elliptic.publicKey.export({ format: 'jwk' }), kid: 'ec' },
      { kty: 'oct', k: 'c2VjcmV0', kid: 'symmetric' },
      { ...jwk, kid: 'encryption', use: 'enc' },
      { ...jwk, kid: 'other', alg: 'RS512' },
      { ...jwk, kid: 7 },
      { ...jwk, kid: 'number', n: 7 },
      { ...jwk, kid: 'empty', n: '' },
      createTokenSigner('short', 1_024).jwk,
    ];

    expect([...parseKeySet(setOf(...others, jwk)).keys()]).toEqual(['good']);
  });

  it.each([
    ['no JSON', 'x'],
    ['null', 'null'],
    ['a list', '[]'],
    ['certificates instead of keys', '{"kid":"-----BEGIN CERTIFICATE-----"}'],
    ['keys that are no list', '{"keys":{}}'],
    ['no key', '{"keys":[]}'],
    ['no usable key', setOf({ kty: 'oct', k: 'c2VjcmV0', kid: 'symmetric' })],
    ['too many keys', setOf(...Array.from({ length: 51 }, () => jwk))],
  ])('throws at %s', (_name, text) => {
    expect(() => parseKeySet(text)).toThrow();
  });
});
