import { Buffer } from 'node:buffer';
import { createSign, generateKeyPairSync, type JsonWebKey } from 'node:crypto';

/** A key pair that signs tokens, as Google's own does. */
export interface TokenSigner {
  readonly kid: string;
  /** What the key server publishes. */
  readonly jwk: JsonWebKey;
  readonly publicKeyPem: string;
  /** A token (RFC 7519) signed by RS256, its header changed as told. */
  sign(claims: object, header?: object): string;
}

/** Makes a new RSA key. */
export function createTokenSigner(kid: string, modulusLength = 2_048): TokenSigner {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' };
  return {
    kid,
    jwk,
    publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    sign: (claims, header = {}) => {
      const signed = unsignedToken({ alg: 'RS256', kid, typ: 'JWT', ...header }, claims);
      return `${signed}.${createSign('RSA-SHA256').update(signed).sign(privateKey, 'base64url')}`;
    },
  };
}

/** Header and claims of a token, without a signature. */
export function unsignedToken(header: object, claims: object): string {
  return [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
}
