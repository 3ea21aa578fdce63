import { createSign, generateKeyPairSync } from 'node:crypto';
import { isIP } from 'node:net';

/** A key and the certificate that it signed for itself, as PEM. */
export interface SelfSigned {
  readonly key: string;
  readonly cert: string;
}

/** An authority of its own for this host, a name or an IPv4 address, valid now (X.509, RFC 5280). */
export function selfSigned(host: string): SelfSigned {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(oid('2a8648ce3d040302')); // ecdsa-with-SHA256
  const name = sequence(set(sequence(oid('550403'), tagged(0x0c, Buffer.from(host)))));
  const body = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))), // Version 3
    tagged(0x02, Buffer.from([1])),
    ...[algorithm, name],
    sequence(time('20200101000000Z'), time('20991231235959Z')),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(subjectAltName(host), basicConstraints)),
  );
  const signature = createSign('sha256').update(body).sign(privateKey);
  const certificate = sequence(body, algorithm, tagged(0x03, Buffer.of(0), signature));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines(certificate)}\n-----END CERTIFICATE-----\n`,
  };
}

function subjectAltName(host: string): Buffer {
  const bytes = isIP(host) === 4 ? Buffer.from(host.split('.').map(Number)) : Buffer.from(host);
  const general = tagged(isIP(host) === 4 ? 0x87 : 0x82, bytes);
  return sequence(oid('551d11'), tagged(0x04, sequence(general)));
}

const basicConstraints = sequence(
  oid('551d13'),
  tagged(0x04, sequence(tagged(0x01, Buffer.of(0xff)))),
);

/** One element of DER (ITU-T X.690). */
function tagged(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...contents: readonly Buffer[]): Buffer {
  return tagged(0x30, ...contents);
}

function set(...contents: readonly Buffer[]): Buffer {
  return tagged(0x31, ...contents);
}

function oid(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, 'hex'));
}

function time(text: string): Buffer {
  return tagged(0x18, Buffer.from(text));
}

function lines(bytes: Buffer): string {
  return bytes.toString('base64').replace(/(.{64})(?!$)/g, '$1\n');
}
