import { describe, expect, it } from 'vitest';
import type { CertificateLook } from '../../../shared/kubernetes/certificate-look.ts';
import type { IngressSight } from '../../../shared/kubernetes/ingress-sight.ts';
import {
  verdictOfAddresses,
  verdictOfCertificates,
} from '../../../shared/kubernetes/ingress-verdict.ts';

const secret = { apiVersion: 'v1', kind: 'Secret', namespace: 'shop', name: 'web-tls' };
const wanted = { secret, hosts: ['shop.example'], isIssued: true };

function sight(parts: Partial<IngressSight> = {}): IngressSight {
  return {
    ...{ name: 'Ingress shop/web', isThere: true, className: 'nginx' },
    ...{ addresses: ['203.0.113.7'], certificates: [wanted] },
    ...parts,
  };
}

function good(until: string) {
  return { wanted, look: { status: 'True', until: `${until}T00:00:00.000Z` } as const };
}

function bad(parts: Partial<Extract<CertificateLook, { message: string }>> = {}, isIssued = true) {
  const look = { status: 'False', reason: 'CertificateMissing', message: 'Secret … is not there' };
  return { wanted: { ...wanted, isIssued }, look: { ...look, ...parts } as CertificateLook };
}

describe('verdictOfAddresses()', () => {
  it('leaves it to the certificates when every Ingress has an address', () => {
    expect(verdictOfAddresses([sight(), sight({ certificates: [] })])).toBeUndefined();
  });

  it('needs nothing where there is no Ingress', () => {
    expect(verdictOfAddresses([])).toEqual({
      fact: {
        type: 'IngressReady',
        status: 'True',
        reason: 'NotNeeded',
        message: 'The tenant is not reached from outside',
      },
    });
  });

  it('is content without certificates, and says so', () => {
    const addresses = ['d.example', 'a.example', 'c.example', 'b.example', 'a.example'];

    expect(verdictOfAddresses([sight({ certificates: [], addresses })])?.fact).toMatchObject({
      status: 'True',
      reason: 'Ready',
      message: 'Reached at a.example, b.example, c.example and 1 more; without certificates',
    });
  });

  it.each([
    [{ addresses: [] }, 'NoAddress', 'Ingress shop/web has no address: see that an ingress'],
    [{ addresses: [] }, 'NoAddress', 'class "nginx"'],
    [{ isThere: false, addresses: [] }, 'NotFound', 'Ingress shop/web does not exist'],
  ])('tells what keeps everybody out (%#)', (parts, reason, message) => {
    expect(verdictOfAddresses([sight(), sight(parts)])).toEqual({
      awaited: 'address',
      fact: {
        type: 'IngressReady',
        status: 'False',
        reason,
        message: expect.stringContaining(message),
      },
    });
  });

  it('tells that an Ingress names no class', () => {
    const { className: _, ...plain } = sight({ addresses: [] });

    expect(verdictOfAddresses([plain])?.fact.message).toContain('it names no class');
  });

  it('names the first of several, and says how many more there are', () => {
    const all = ['web', 'api', 'old'].map((name) => sight({ name, addresses: [] }));

    expect(verdictOfAddresses(all)?.fact.message).toMatch(/^web has no address.* \(and 2 more\)$/);
  });
});

describe('verdictOfCertificates()', () => {
  it('tells the address and the day on which the first certificate ends', () => {
    const certificates = [good('2027-03-01'), good('2026-12-24'), good('2028-01-01')];

    expect(verdictOfCertificates([sight(), sight()], certificates)).toEqual({
      fact: {
        type: 'IngressReady',
        status: 'True',
        reason: 'Ready',
        message: 'Reached at 203.0.113.7; certificates until 2026-12-24',
      },
    });
  });

  it('names the first of several faults, and says how many more there are', () => {
    const certificates = [
      good('2027-03-01'),
      bad({ reason: 'CertificateExpired', message: 'one' }),
      bad({ message: 'two' }),
    ];

    expect(verdictOfCertificates([sight()], certificates)).toEqual({
      awaited: 'certificate',
      fact: {
        type: 'IngressReady',
        status: 'False',
        reason: 'CertificateExpired',
        message: 'one (and 1 more)',
      },
    });
  });

  it.each([
    ['one that nobody makes', [bad(), bad({}, false)]],
    ['one that may not be read', [bad(), bad({ status: 'Unknown' })]],
  ])('awaits nothing beside %s', (_what, certificates) => {
    expect(verdictOfCertificates([sight()], certificates)).not.toHaveProperty('awaited');
  });

  it('does not know what it may not read', () => {
    const forbidden = bad({ status: 'Unknown', reason: 'CertificateForbidden' });

    expect(verdictOfCertificates([sight()], [forbidden]).fact).toMatchObject({
      status: 'Unknown',
      reason: 'CertificateForbidden',
    });
  });
});
