import { generateKeyPairSync, sign } from 'node:crypto';
import { isIPv4 } from 'node:net';
import type { V1Secret } from '@kubernetes/client-node';

/** What a certificate says. Times are RFC 3339 UTC. */
export interface CertificateParts {
  /** Names and IPv4 addresses among the subject's alternatives. */
  readonly hosts: readonly string[];
  readonly commonName?: string;
  /** True: a client may take it as an authority. */
  readonly isAuthority?: boolean;
  readonly from?: string;
  readonly until?: string;
}

/** A certificate signed by itself, and its key, both PEM. It is valid from 2020 to 2099 unless told otherwise. */
export function aCertificate(parts: CertificateParts): {
  readonly crt: string;
  readonly key: string;
} {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const body = toBeSigned(parts, spki);
  const signature = bitString(sign('sha256', body, privateKey));
  const der = sequence(body, sequence(ecdsaWithSha256), signature);
  const lines = der.toString('base64').replaceAll(/(.{64})(?!$)/g, '$1\n');
  return {
    crt: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  };
}

/** The Secret of such a certificate. */
export function aTlsSecret(
  metadata: { readonly namespace: string; readonly name: string },
  parts: CertificateParts,
): V1Secret {
  const { crt, key } = aCertificate(parts);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata,
    type: 'kubernetes.io/tls',
    data: { 'tls.crt': btoa(crt), 'tls.key': btoa(key) },
  };
}

/** TBSCertificate of RFC 5280, section 4.1. */
function toBeSigned(parts: CertificateParts, spki: Buffer): Buffer {
  const { hosts, commonName = 'test', from = '2020-01-01T00:00:00Z' } = parts;
  const { until = '2099-01-01T00:00:00Z', isAuthority = false } = parts;
  const name = sequence(
    tagged(0x31, sequence(object([0x55, 0x04, 0x03]), tagged(0x0c, Buffer.from(commonName)))),
  );
  const names = sequence(...hosts.map(generalName));
  const alternatives = sequence(object([0x55, 0x1d, 0x11]), tagged(0x04, names));
  return sequence(
    tagged(0xa0, integer(2)),
    integer(1),
    sequence(ecdsaWithSha256),
    name,
    sequence(time(from), time(until)),
    name,
    spki,
    tagged(0xa3, sequence(alternatives, ...(isAuthority ? [basicConstraints] : []))),
  );
}

function generalName(host: string): Buffer {
  return isIPv4(host)
    ? tagged(0x87, Buffer.from(host.split('.').map(Number)))
    : tagged(0x82, Buffer.from(host));
}

/** That it is an authority. */
const basicConstraints = sequence(
  object([0x55, 0x1d, 0x13]),
  tagged(0x04, sequence(tagged(0x01, Buffer.of(0xff)))),
);

const ecdsaWithSha256 = object([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]);

/** GeneralizedTime. */
function time(text: string): Buffer {
  const digits = new Date(text).toISOString().replace(/\.\d+/, '').replaceAll(/[-:T]/g, '');
  return tagged(0x18, Buffer.from(digits));
}

function sequence(...members: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(members));
}

function integer(value: number): Buffer {
  return tagged(0x02, Buffer.from([value]));
}

function object(identifier: readonly number[]): Buffer {
  return tagged(0x06, Buffer.from(identifier));
}

function bitString(bits: Buffer): Buffer {
  return tagged(0x03, Buffer.concat([Buffer.from([0]), bits]));
}

/** A DER value: tag, length, content. */
function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const long = length < 0x1_00 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...(length < 0x80 ? [length] : long)]), content]);
}
