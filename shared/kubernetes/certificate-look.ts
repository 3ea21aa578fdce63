import { X509Certificate } from 'node:crypto';
import type { WantedCertificate } from './ingress-sight.ts';
import { describeRef, type ObservedObject } from './object.ts';

/** Whether a certificate does for its hosts at some time; nothing of the Secret but dates and names. */
export type CertificateLook = GoodCertificate | CertificateFault;

interface GoodCertificate {
  readonly status: 'True';
  /** RFC 3339 UTC. */
  readonly until: string;
}

interface CertificateFault {
  /** `Unknown`: it could not be looked at. */
  readonly status: 'False' | 'Unknown';
  /** One CamelCase word. */
  readonly reason: string;
  /** Names the Secret, and says what to do. */
  readonly message: string;
}

/**
 * Looks at the certificate that a Secret holds: its type, the dates and hosts of the first certificate
 * in `tls.crt`, the one that is shown to browsers. Not whether they trust its issuer. The key is not read.
 */
export function lookAtCertificate(
  secret: ObservedObject | undefined,
  wanted: WantedCertificate,
  now: string,
): CertificateLook {
  const name = describeRef(wanted.secret);
  const bad = (reason: string, what: string): CertificateFault => {
    return { status: 'False', reason, message: `${what}: ${remedy(wanted)}` };
  };
  if (secret === undefined) return bad('CertificateMissing', `${name} does not exist`);
  const parsed = parseCertificate(secret);
  if (typeof parsed === 'string') return bad('CertificateUnreadable', `${name} ${parsed}`);
  const { certificate, from, until } = parsed;
  if (until < now)
    return bad('CertificateExpired', `The certificate in ${name} expired at ${until}`);
  if (from > now) {
    return bad('CertificateNotYetValid', `The certificate in ${name} is not valid before ${from}`);
  }
  const other = wanted.hosts.find((host) => !covers(certificate, host));
  return other === undefined
    ? { status: 'True', until }
    : bad('CertificateForOtherHost', `The certificate in ${name} is not for ${other}`);
}

/** What is said of a certificate that we may not read. */
export function forbiddenCertificate({ secret }: WantedCertificate): CertificateFault {
  const message = `${describeRef(secret)} may not be read: apply the role that is shipped`;
  return { status: 'Unknown', reason: 'CertificateForbidden', message };
}

function remedy({ secret, isIssued }: WantedCertificate): string {
  return isIssued
    ? `cert-manager is to bring it, see "kubectl -n ${secret.namespace} describe certificate ${secret.name}"`
    : 'put one there ("kubectl create secret tls"), because no issuer is named that would';
}

/** As browsers do: names among the subject's alternatives alone, `*` only as a whole label. */
function covers(certificate: X509Certificate, host: string): boolean {
  const rules = { subject: 'never', partialWildcards: false } as const;
  return certificate.checkHost(host, rules) !== undefined;
}

interface Parsed {
  readonly certificate: X509Certificate;
  /** RFC 3339 UTC, as `until`. */
  readonly from: string;
  readonly until: string;
}

/** The certificate, or why there is none: `holds no PEM certificate …`. */
function parseCertificate({ type, data }: ObservedObject): Parsed | string {
  if (type !== 'kubernetes.io/tls') return `is of type ${type}, not kubernetes.io/tls`;
  // The API server has validated it: text by key, base64.
  const encoded = (data as Readonly<Record<string, string>> | undefined)?.['tls.crt'] ?? '';
  if (encoded === '') return 'has no tls.crt';
  try {
    const certificate = new X509Certificate(firstBlock(encoded));
    const { validFromDate, validToDate } = certificate;
    return { certificate, from: validFromDate.toISOString(), until: validToDate.toISOString() };
  } catch {
    return 'holds no PEM certificate in tls.crt';
  }
}

/** Base64 characters that are decoded: far more than any certificate has. A multiple of four. */
const encodedMax = 65_536;

const begin = '-----BEGIN CERTIFICATE-----';
const end = '-----END CERTIFICATE-----';

/** The first certificate of a chain, DER; whatever else the text holds is left out. Throws on none. */
function firstBlock(encoded: string): Uint8Array {
  const text = atob(encoded.slice(0, encodedMax));
  const start = text.indexOf(begin);
  const stop = text.indexOf(end, start);
  if (start < 0 || stop < 0) throw new TypeError('Cannot find a PEM certificate');
  const der = atob(text.slice(start + begin.length, stop));
  return Uint8Array.from(der, (byte) => byte.charCodeAt(0));
}
