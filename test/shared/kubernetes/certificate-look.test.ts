import { describe, expect, it } from 'vitest';
import {
  forbiddenCertificate,
  lookAtCertificate,
} from '../../../shared/kubernetes/certificate-look.ts';
import type { ObservedObject } from '../../../shared/kubernetes/object.ts';
import { aCertificate, aTlsSecret, type CertificateParts } from '../../builders/a-certificate.ts';

const place = { namespace: 'shop', name: 'shop-tls' };
const secret = { apiVersion: 'v1', kind: 'Secret', ...place };
const now = '2026-06-01T12:00:00.000Z';

function wanted(hosts: readonly string[] = ['shop.example'], isIssued = false) {
  return { secret, hosts, isIssued };
}

function observed(fields: object): ObservedObject {
  const metadata = { ...place, uid: 'uid-1', resourceVersion: '1' };
  return { apiVersion: 'v1', kind: 'Secret', metadata, ...fields };
}

function tlsSecret(parts: CertificateParts): ObservedObject {
  const { type, data } = aTlsSecret(place, parts);
  return observed({ type, data });
}

/** A Secret of the right type whose certificate is this text. */
function holding(text: string): ObservedObject {
  return observed({ type: 'kubernetes.io/tls', data: { 'tls.crt': btoa(text) } });
}

function lookAt(found: ObservedObject | undefined, hosts?: readonly string[], at = now) {
  return lookAtCertificate(found, wanted(hosts), at);
}

describe('lookAtCertificate()', () => {
  it('tells until when a certificate is valid', () => {
    const until = '2027-01-02T03:04:05.000Z';

    const look = lookAt(tlsSecret({ hosts: ['shop.example'], until }));

    expect(look).toEqual({ status: 'True', until });
  });

  it.each([
    ['one level below a wildcard', ['*.shop.example'], ['a.shop.example'], 'True'],
    ['a wildcard below nothing', ['*.example'], ['shop.example'], 'False'],
    ['two levels below a wildcard', ['*.shop.example'], ['b.a.shop.example'], 'False'],
    ['what a wildcard stands beside', ['*.shop.example'], ['shop.example'], 'False'],
    ['part of a label', ['a*.shop.example'], ['ab.shop.example'], 'False'],
    ['a wildcard itself', ['*.shop.example'], ['*.shop.example'], 'True'],
    ['capitals', ['Shop.Example'], ['shop.example'], 'True'],
    ['each of two', ['a.example', 'b.example'], ['a.example', 'b.example'], 'True'],
    ['one of two', ['a.example'], ['a.example', 'b.example'], 'False'],
    ['no host at all', [], [], 'True'],
  ])('compares hosts as browsers do: %s', (...[, names, hosts, status]) => {
    expect(lookAt(tlsSecret({ hosts: names }), hosts)).toMatchObject({ status });
  });

  it('names the first host that it is not for', () => {
    const look = lookAt(tlsSecret({ hosts: ['a.example'] }), ['a.example', 'b.example']);

    expect(look).toMatchObject({
      reason: 'CertificateForOtherHost',
      message: expect.stringMatching(/^The certificate in Secret shop\/shop-tls is not for b\.ex/),
    });
  });

  it('does not go by the name of the subject', () => {
    const found = tlsSecret({ hosts: [], commonName: 'shop.example' });

    expect(lookAt(found)).toMatchObject({ reason: 'CertificateForOtherHost' });
  });

  const from = '2026-01-01T00:00:00.000Z';
  const until = '2026-07-01T00:00:00.000Z';

  it.each([
    ['2025-12-31T23:59:59.999Z', 'CertificateNotYetValid'],
    [from, undefined],
    [until, undefined],
    ['2026-07-01T00:00:00.001Z', 'CertificateExpired'],
  ])('goes by the given time: %s', (at, reason) => {
    const look = lookAt(tlsSecret({ hosts: ['shop.example'], from, until }), undefined, at);

    expect('reason' in look ? look.reason : undefined).toBe(reason);
  });

  it('looks at the first certificate of a chain, and past what stands before it', () => {
    const own = aCertificate({ hosts: ['shop.example'], until }).crt;
    const issuer = aCertificate({ hosts: ['issuer.example'], until: '2020-06-01T00:00:00Z' }).crt;

    expect(lookAt(holding(`subject=shop\n${own}${issuer}`))).toMatchObject({ status: 'True' });
    expect(lookAt(holding(issuer + own))).toMatchObject({ reason: 'CertificateExpired' });
  });

  it('takes a certificate however its lines are broken', () => {
    const { crt } = aCertificate({ hosts: ['shop.example'] });
    const one = crt.replaceAll('\n', '').replaceAll(/-----([A-Z ]+)-----/g, '\n-----$1-----\n');
    const texts = [crt.replaceAll('\n', '\r\n'), crt.replaceAll('\n', '\n\n'), one];

    expect(texts.map((text) => lookAt(holding(text)).status)).toEqual(['True', 'True', 'True']);
  });

  it('says what to do about one that does not exist', () => {
    expect(lookAt(undefined)).toEqual({
      status: 'False',
      reason: 'CertificateMissing',
      message:
        'Secret shop/shop-tls does not exist: put one there ("kubectl create secret tls"), because no issuer is named that would',
    });
  });

  it('says where to look when cert-manager is to bring it', () => {
    expect(lookAtCertificate(undefined, wanted(undefined, true), now)).toMatchObject({
      message: expect.stringContaining('kubectl -n shop describe certificate shop-tls'),
    });
  });

  const { crt, key } = aCertificate({ hosts: ['shop.example'] });
  const type = 'kubernetes.io/tls';

  it.each<[string, ObservedObject, string]>([
    [
      'of another type',
      observed({ type: 'Opaque', data: { 'tls.crt': btoa(crt) } }),
      'is of type Opaque, not kubernetes.io/tls',
    ],
    ['without data', observed({ type }), 'has no tls.crt'],
    ['without a certificate', observed({ type, data: { 'tls.key': btoa(key) } }), 'has no tls.crt'],
    ['of an issuer that has only begun', observed({ type, data: { 'tls.crt': '' } }), 'no tls.crt'],
    ['with garbage', observed({ type, data: { 'tls.crt': '%%%' } }), 'holds no PEM certificate'],
    ['with no PEM', holding('none'), 'holds no PEM certificate'],
    ['with a key alone', holding(key), 'holds no PEM certificate'],
    ['with a torn certificate', holding(crt.slice(0, 300)), 'holds no PEM certificate'],
    [
      'with a certificate of nonsense',
      holding('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'),
      'holds no PEM certificate',
    ],
    ['with a certificate beyond all measure', holding('x'.repeat(1_000_000) + crt), 'holds no PEM'],
  ])('cannot read a Secret %s', (_what, found, why) => {
    expect(lookAt(found)).toMatchObject({
      status: 'False',
      reason: 'CertificateUnreadable',
      message: expect.stringContaining(why),
    });
  });

  it('keeps nothing of the key', () => {
    const looks = [
      lookAt(tlsSecret({ hosts: ['other.example'] })),
      lookAt(observed({ type, data: { 'tls.crt': btoa(key + crt), 'tls.key': btoa(key) } })),
      lookAt(holding(key)),
    ];

    const body = key.split('\n')[1] ?? '';
    expect(body.length).toBeGreaterThan(40);
    expect(JSON.stringify(looks)).not.toContain(body);
    expect(looks[1]).toMatchObject({ status: 'True' });
  });
});

describe('forbiddenCertificate()', () => {
  it('says that nobody knows', () => {
    expect(forbiddenCertificate(wanted())).toMatchObject({
      status: 'Unknown',
      reason: 'CertificateForbidden',
      message: expect.stringContaining('Secret shop/shop-tls may not be read'),
    });
  });
});
