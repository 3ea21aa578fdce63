import { describe, expect, it } from 'vitest';
import {
  assertClaims,
  clockSkewMs,
} from '../../../../shared/adapters/google-tokens/assert-claims.ts';
import { expectedCaller } from '../../../builders/push-claims.ts';

const nowMs = Date.parse('2026-03-01T12:00:00.000Z');
const now = nowMs / 1_000;
const skew = clockSkewMs / 1_000;
const claims = {
  iss: 'https://accounts.google.com',
  aud: expectedCaller.audience,
  email: expectedCaller.serviceAccount,
  email_verified: true,
  iat: now - 60,
  exp: now + 3_540,
};

const assertAll = (changes: object) =>
  assertClaims({ ...claims, ...changes }, expectedCaller, nowMs);

describe('assertClaims()', () => {
  it.each([
    ['the claims that Pub/Sub sends', {}],
    ['the other spelling of the issuer', { iss: 'accounts.google.com' }],
    ['a token that expired within the skew', { exp: now - skew + 1 }],
    ['a token issued within the skew ahead', { iat: now + skew }],
    ['a token that holds since now', { nbf: now }],
  ])('accepts %s', (_name, changes) => {
    expect(() => assertAll(changes)).not.toThrow();
  });

  it.each([
    ['another issuer', { iss: 'https://accounts.example.com' }, 'issuer'],
    ['an issuer with a suffix', { iss: 'https://accounts.google.com/' }, 'issuer'],
    ['an issuer by plain HTTP', { iss: 'http://accounts.google.com' }, 'issuer'],
    ['no issuer', { iss: undefined }, 'issuer'],
    ['a list of issuers', { iss: ['https://accounts.google.com'] }, 'issuer'],
    ['another audience', { aud: 'https://other.example' }, 'audience'],
    ['an audience with a slash more', { aud: `${expectedCaller.audience}/` }, 'audience'],
    ['no audience', { aud: undefined }, 'audience'],
    ['a list of audiences', { aud: [expectedCaller.audience] }, 'audience'],
    ['another account', { email: 'other@tenantry-test.iam.gserviceaccount.com' }, 'account'],
    ['an account in capitals', { email: expectedCaller.serviceAccount.toUpperCase() }, 'account'],
    ['no account', { email: undefined }, 'account'],
    ['an address that is not verified', { email_verified: false }, 'not verified'],
    ['"true" as a text', { email_verified: 'true' }, 'not verified'],
    ['no word about the address', { email_verified: undefined }, 'not verified'],
    ['an expired token', { exp: now - skew }, 'expired'],
    ['a token issued later', { iat: now + skew + 1 }, 'hold yet'],
    ['a token that holds later', { nbf: now + skew + 1 }, 'hold yet'],
    ['nbf as a text', { nbf: '0' }, 'hold yet'],
    ['no expiry', { exp: undefined }, 'when it holds'],
    ['an expiry as a text', { exp: String(now + 60) }, 'when it holds'],
    ['an endless expiry', { exp: Number.POSITIVE_INFINITY }, 'when it holds'],
    ['no time of issue', { iat: undefined }, 'when it holds'],
    ['a negative time of issue', { iat: -1 }, 'when it holds'],
  ])('refuses %s', (_name, changes, why) => {
    expect(() => assertAll(changes)).toThrow(
      expect.objectContaining({ code: 'token_invalid', message: expect.stringContaining(why) }),
    );
  });
});
