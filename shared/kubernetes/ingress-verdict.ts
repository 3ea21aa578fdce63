import type { ConditionFact } from '../tenant/condition.ts';
import type { CertificateLook } from './certificate-look.ts';
import type { IngressSight, WantedCertificate } from './ingress-sight.ts';

/** Whether a tenant is reached from outside, as its condition `IngressReady` tells. */
export interface IngressVerdict {
  readonly fact: ConditionFact;
  /** What somebody else is to bring; absent: nothing is missing, or nobody brings it. */
  readonly awaited?: 'address' | 'certificate';
}

/** A certificate with what was seen of it. */
export interface SeenCertificate {
  readonly wanted: WantedCertificate;
  readonly look: CertificateLook;
}

/**
 * What addresses alone decide: nobody reaches an Ingress without one, whatever its certificate.
 * Undefined: the certificates decide.
 */
export function verdictOfAddresses(sights: readonly IngressSight[]): IngressVerdict | undefined {
  if (sights.length === 0) {
    return verdict('True', 'NotNeeded', 'The tenant is not reached from outside');
  }
  const faults = sights.flatMap((sight) => addressFault(sight) ?? []);
  const [first] = faults;
  if (first !== undefined) {
    return {
      ...verdict('False', first.reason, first.message + others(faults.length)),
      awaited: 'address',
    };
  }
  if (sights.some(({ certificates }) => certificates.length > 0)) return undefined;
  return verdict('True', 'Ready', `${reachedAt(sights)}; without certificates`);
}

function addressFault({ name, isThere, className, addresses }: IngressSight) {
  if (!isThere) return { reason: 'NotFound', message: `${name} does not exist` };
  if (addresses.length > 0) return undefined;
  const message =
    className === undefined
      ? `${name} has no address: it names no class, so that no ingress controller may serve it`
      : `${name} has no address: see that an ingress controller serves the class "${className}"`;
  return { reason: 'NoAddress', message };
}

/** The verdict on Ingresses that all have addresses, by all of their certificates. */
export function verdictOfCertificates(
  sights: readonly IngressSight[],
  certificates: readonly SeenCertificate[],
): IngressVerdict {
  const faults = certificates.flatMap(({ wanted: { isIssued }, look }) =>
    look.status === 'True' ? [] : [{ ...look, isIssued }],
  );
  const [first] = faults;
  if (first === undefined) {
    const untils = certificates.flatMap(({ look }) => (look.status === 'True' ? [look.until] : []));
    const [soonest = ''] = untils.toSorted();
    const message = `${reachedAt(sights)}; certificates until ${soonest.slice(0, 'YYYY-MM-DD'.length)}`;
    return verdict('True', 'Ready', message);
  }
  // A certificate that nobody brings makes it pointless to wait for the others.
  const isAwaited = faults.every(({ status, isIssued }) => status === 'False' && isIssued);
  return {
    ...verdict(first.status, first.reason, first.message + others(faults.length)),
    ...(isAwaited && { awaited: 'certificate' }),
  };
}

const shownMax = 3;

function reachedAt(sights: readonly IngressSight[]): string {
  const all = [...new Set(sights.flatMap(({ addresses }) => addresses))].toSorted();
  const more = all.length > shownMax ? ` and ${all.length - shownMax} more` : '';
  return `Reached at ${all.slice(0, shownMax).join(', ')}${more}`;
}

function others(count: number): string {
  return count > 1 ? ` (and ${count - 1} more)` : '';
}

function verdict(status: ConditionFact['status'], reason: string, message: string): IngressVerdict {
  return { fact: { type: 'IngressReady', status, reason, message } };
}
