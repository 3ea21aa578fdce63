import type { V1Ingress } from '@kubernetes/client-node';
import { describeRef, type ObjectRef, type ObservedObject } from './object.ts';

/** A Secret that an Ingress takes a certificate from. */
export interface WantedCertificate {
  readonly secret: ObjectRef;
  readonly hosts: readonly string[];
  /** Whether the Ingress asks cert-manager to make it. */
  readonly isIssued: boolean;
}

/** What an Ingress says of how it is reached; small, because many are kept. */
export interface IngressSight {
  /** `Ingress namespace/name`. */
  readonly name: string;
  readonly isThere: boolean;
  readonly className?: string;
  /** IPs or host names; empty: no controller serves it. */
  readonly addresses: readonly string[];
  readonly certificates: readonly WantedCertificate[];
}

/** Annotations by which cert-manager's ingress-shim is asked (cert-manager.io/docs/usage/ingress). */
const issuerAnnotations = [
  'cert-manager.io/cluster-issuer',
  'cert-manager.io/issuer',
  'kubernetes.io/tls-acme',
];

/** Most certificates of an Ingress that are looked at; no product asks for more. */
const certificatesMax = 50;

/** What is to be known of the Ingress of that name; undefined: it does not exist. */
export function ingressSightOf(ref: ObjectRef, object: ObservedObject | undefined): IngressSight {
  const name = describeRef(ref);
  if (object === undefined) return { name, isThere: false, addresses: [], certificates: [] };
  // The API server has validated what it serves; fields may be absent, never of another type.
  const { metadata, spec, status } = object as unknown as V1Ingress;
  const isIssued = issuerAnnotations.some((each) => metadata?.annotations?.[each] !== undefined);
  const addresses = (status?.loadBalancer?.ingress ?? []).flatMap(
    ({ ip, hostname }) => ip || hostname || [],
  );
  const certificates = (spec?.tls ?? []).flatMap(({ secretName, hosts = [] }) =>
    // Without a name the controller shows a certificate of its own.
    secretName ? { secret: secretRef(ref, secretName), hosts, isIssued } : [],
  );
  const { ingressClassName: className } = spec ?? {};
  return {
    ...{ name, isThere: true, addresses },
    ...(className !== undefined && { className }),
    certificates: certificates.slice(0, certificatesMax),
  };
}

function secretRef({ namespace }: ObjectRef, name: string): ObjectRef {
  const place = namespace === undefined ? {} : { namespace };
  return { apiVersion: 'v1', kind: 'Secret', ...place, name };
}
