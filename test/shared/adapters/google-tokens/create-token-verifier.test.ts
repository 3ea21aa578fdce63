import { Buffer } from 'node:buffer';
import { createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createKeySource } from '../../../../shared/adapters/google-tokens/create-key-source.ts';
import {
  createTokenVerifier,
  type TokenVerifier,
} from '../../../../shared/adapters/google-tokens/create-token-verifier.ts';
import { expectedCaller, pushClaims } from '../../../builders/push-claims.ts';
import { type KeyServer, publish, startKeyServer } from '../../../fakes/key-server.ts';
import { createTokenSigner, type TokenSigner, unsignedToken } from '../../../fakes/token-signer.ts';

const clock = { now: Date.now };
const seconds = () => Math.floor(Date.now() / 1_000);

describe('createTokenVerifier()', () => {
  let signer: TokenSigner;
  let stranger: TokenSigner;
  let server: KeyServer;
  let verifier: TokenVerifier;

  beforeAll(async () => {
    signer = createTokenSigner('current');
    stranger = createTokenSigner('current');
    server = await startKeyServer(signer);
  });
  afterAll(async () => {
    await server.close();
  });
  beforeEach(() => {
    server.answer(publish([signer]));
    const keys = createKeySource({ url: server.url, clock });
    verifier = createTokenVerifier({ ...expectedCaller, keys, clock });
  });

  const verify = async (token: string) => await verifier.verify(`Bearer ${token}`);
  const refusal = (code: string) => expect.objectContaining({ code });

  it('accepts the token of the expected caller', async () => {
    await expect(verify(signer.sign(pushClaims()))).resolves.toBeUndefined();
  });

  it('accepts the scheme in small letters (RFC 9110, 11.1)', async () => {
    await expect(verifier.verify(`bearer ${signer.sign(pushClaims())}`)).resolves.toBeUndefined();
  });

  it.each([undefined, '', ' ', 'Bearer', 'Bearer ', 'Basic dXNlcjpwYXNz', 'Bearer a b', 'token'])(
    'calls "%s" a missing token',
    async (authorization) => {
      await expect(verifier.verify(authorization)).rejects.toEqual(refusal('token_missing'));
    },
  );

  it.each([
    ['another audience', { aud: 'https://other.example' }],
    ['another account', { email: 'other@tenantry-test.iam.gserviceaccount.com' }],
    ['an address that is not verified', { email_verified: false }],
    ['another issuer', { iss: 'https://accounts.example.com' }],
    ['no times', { iat: undefined, exp: undefined }],
    ['an end a minute ago', { iat: seconds() - 3_660, exp: seconds() - 60 }],
    ['a beginning in two minutes', { iat: seconds() + 120 }],
    ['a beginning later by nbf', { nbf: seconds() + 120 }],
    ['a life of two days', { exp: seconds() + 172_800 }],
  ])('refuses %s', async (_name, changes) => {
    await expect(verify(signer.sign(pushClaims(changes)))).rejects.toEqual(
      refusal('token_invalid'),
    );
  });

  it('says to the log what is wrong, so that it can be mended', async () => {
    await expect(verify(signer.sign(pushClaims({ aud: 'other' })))).rejects.toThrow(
      'Cannot accept the token: it is meant for another audience',
    );
  });

  it('refuses garbage', async () => {
    await expect(verify('garbage')).rejects.toEqual(refusal('token_invalid'));
  });

  it('refuses a token that nobody signed', async () => {
    const unsigned = unsignedToken({ alg: 'none', kid: 'current' }, pushClaims());

    await expect(verify(`${unsigned}.`)).rejects.toEqual(refusal('token_invalid'));
    await expect(verify(`${unsigned}.bm9uZQ`)).rejects.toEqual(refusal('token_invalid'));
  });

  it('refuses a token signed by HS256 with the public key for a secret', async () => {
    const signed = unsignedToken({ alg: 'HS256', kid: 'current' }, pushClaims());
    const signature = createHmac('sha256', signer.publicKeyPem).update(signed).digest('base64url');

    await expect(verify(`${signed}.${signature}`)).rejects.toEqual(refusal('token_invalid'));
  });

  it('refuses the same signature under the name RS256', async () => {
    const signed = unsignedToken({ alg: 'RS256', kid: 'current' }, pushClaims());
    const signature = createHmac('sha256', signer.publicKeyPem).update(signed).digest('base64url');

    await expect(verify(`${signed}.${signature}`)).rejects.toEqual(refusal('token_invalid'));
  });

  it('refuses the signature of another key under a known id', async () => {
    await expect(verify(stranger.sign(pushClaims()))).rejects.toEqual(refusal('token_invalid'));
  });

  it('refuses a key that the token brings along', async () => {
    const token = stranger.sign(pushClaims(), { jwk: stranger.jwk, jku: 'http://127.0.0.1:1/' });

    await expect(verify(token)).rejects.toEqual(refusal('token_invalid'));
  });

  it('refuses claims that were changed after signing', async () => {
    const [header, , signature] = signer.sign(pushClaims({ aud: 'other' })).split('.');
    const [, claims] = signer.sign(pushClaims()).split('.');

    await expect(verify(`${header}.${claims}.${signature}`)).rejects.toEqual(
      refusal('token_invalid'),
    );
  });

  it('refuses claims that are no object', async () => {
    for (const claims of [[], 'text', 7]) {
      await expect(verify(signer.sign(Object(claims)))).rejects.toEqual(refusal('token_invalid'));
    }
  });

  it('refuses a token whose signature was taken off on its way (Cloud Run behind IAM)', async () => {
    const [header, claims] = signer.sign(pushClaims()).split('.');

    await expect(verify(`${header}.${claims}.SIGNATURE_REMOVED_BY_GOOGLE`)).rejects.toEqual(
      refusal('token_invalid'),
    );
  });

  it.each(['__proto__', 'constructor', 'unknown'])('refuses the key id "%s"', async (kid) => {
    await expect(verify(signer.sign(pushClaims(), { kid }))).rejects.toEqual(
      refusal('token_invalid'),
    );
  });

  it('refuses a huge token without asking for keys', async () => {
    const before = server.requests();
    const token = signer.sign(pushClaims({ pad: 'x'.repeat(100_000) }));

    await expect(verify(token)).rejects.toEqual(refusal('token_invalid'));
    expect(server.requests()).toBe(before);
  });

  it('says that it cannot tell while the keys cannot be fetched', async () => {
    server.answer((response) => response.writeHead(500).end());

    await expect(verify(signer.sign(pushClaims()))).rejects.toEqual(refusal('keys_unavailable'));
  });

  it('quotes a token in no error', async () => {
    const tokens = [
      signer.sign(pushClaims({ aud: 'other', canary: 'x' })),
      stranger.sign(pushClaims()),
      `${stranger.sign(pushClaims())}.more`,
    ];

    for (const token of tokens) {
      const error: unknown = await verify(token).catch((thrown: unknown) => thrown);
      const [, claims = '', signature = ''] = token.split('.');
      const shown = inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true });
      expect(shown).toContain('token_invalid');
      expect(shown).not.toContain(claims);
      expect(shown).not.toContain(signature);
      expect(shown).not.toContain(Buffer.from(claims, 'base64url').toString());
    }
  });

  it.each([
    { ...expectedCaller, audience: '' },
    { ...expectedCaller, serviceAccount: '' },
    { ...expectedCaller, serviceAccount: 'nobody' },
  ])('does not start when nobody is expected', (caller) => {
    const keys = createKeySource({ url: server.url, clock });

    expect(() => createTokenVerifier({ ...caller, keys, clock })).toThrow(
      refusal('invalid_configuration'),
    );
  });
});
