import type { V1IngressSpec, V1IngressStatus } from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';
import { ingressSightOf } from '../../../shared/kubernetes/ingress-sight.ts';
import type { ObservedObject } from '../../../shared/kubernetes/object.ts';

const ref = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  namespace: 'shop',
  name: 'web',
};
const secret = { apiVersion: 'v1', kind: 'Secret', namespace: 'shop', name: 'web-tls' };

interface Parts {
  readonly spec?: V1IngressSpec;
  readonly status?: V1IngressStatus;
  readonly annotations?: Record<string, string>;
}

function anIngress({ spec, status, annotations }: Parts): ObservedObject {
  const metadata = { namespace: 'shop', name: 'web', uid: 'u', resourceVersion: '1' };
  const { apiVersion, kind } = ref;
  return {
    ...{ apiVersion, kind, spec, status },
    metadata: { ...metadata, ...(annotations && { annotations }) },
  };
}

describe('ingressSightOf()', () => {
  it.each<[string, V1IngressStatus | undefined, readonly string[]]>([
    ['that nobody has seen', undefined, []],
    ['without a load balancer', {}, []],
    ['of an empty status', { loadBalancer: {} }, []],
    ['that was taken back', { loadBalancer: { ingress: [] } }, []],
    ['without ip and host name', { loadBalancer: { ingress: [{}] } }, []],
    ['of empty texts', { loadBalancer: { ingress: [{ ip: '', hostname: '' }] } }, []],
    [
      'of several kinds',
      { loadBalancer: { ingress: [{ ip: '203.0.113.7' }, { hostname: 'lb.example' }] } },
      ['203.0.113.7', 'lb.example'],
    ],
  ])('knows the addresses of an Ingress %s', (_what, status, addresses) => {
    expect(ingressSightOf(ref, anIngress({ ...(status && { status }) }))).toMatchObject({
      isThere: true,
      addresses,
    });
  });

  it('knows of each certificate where it is, for whom, and whether somebody makes it', () => {
    const tls = [{ secretName: 'web-tls', hosts: ['a.example'] }, { secretName: 'web-tls' }];
    const spec = { ingressClassName: 'nginx', tls };
    const annotations = { 'cert-manager.io/cluster-issuer': 'letsencrypt' };

    const [plain, issued] = [
      ingressSightOf(ref, anIngress({ spec })),
      ingressSightOf(ref, anIngress({ spec, annotations })),
    ];

    expect(plain).toEqual({
      name: 'Ingress shop/web',
      isThere: true,
      className: 'nginx',
      addresses: [],
      certificates: [
        { secret, hosts: ['a.example'], isIssued: false },
        { secret, hosts: [], isIssued: false },
      ],
    });
    expect(issued.certificates.map(({ isIssued }) => isIssued)).toEqual([true, true]);
  });

  it('leaves the certificate out that the controller shows of its own', () => {
    const spec = { tls: [{ hosts: ['a.example'] }, { secretName: '' }] };

    expect(ingressSightOf(ref, anIngress({ spec })).certificates).toEqual([]);
  });

  it('looks at no more certificates than any product asks for', () => {
    const tls = Array.from({ length: 51 }, (_, index) => ({ secretName: `tls-${index}` }));

    expect(ingressSightOf(ref, anIngress({ spec: { tls } })).certificates).toHaveLength(50);
  });

  it('knows an Ingress that does not exist', () => {
    expect(ingressSightOf(ref, undefined)).toEqual({
      ...{ name: 'Ingress shop/web', isThere: false },
      ...{ addresses: [], certificates: [] },
    });
  });
});
