import { forbiddenCertificate, lookAtCertificate } from '../kubernetes/certificate-look.ts';
import type { IngressSight, WantedCertificate } from '../kubernetes/ingress-sight.ts';
import {
  type IngressVerdict,
  type SeenCertificate,
  verdictOfAddresses,
  verdictOfCertificates,
} from '../kubernetes/ingress-verdict.ts';
import type { Cluster } from '../ports/cluster.ts';
import { ClusterError } from '../tenant/cluster-error.ts';

/** How many Secrets are read at a time. */
const width = 10;

/**
 * Judges how these Ingresses of one tenant are reached at the time `now`. Reads the Secrets of their
 * certificates by name, unless an address is missing. Rejects when the cluster does not answer.
 */
export async function lookAtIngresses(
  cluster: Pick<Cluster, 'read'>,
  sights: readonly IngressSight[],
  now: string,
): Promise<IngressVerdict> {
  const early = verdictOfAddresses(sights);
  if (early !== undefined) return early;
  const wanted = sights.flatMap(({ certificates }) => certificates);
  const seen: SeenCertificate[] = [];
  for (let start = 0; start < wanted.length; start += width) {
    const looks = wanted.slice(start, start + width).map((each) => lookAt(cluster, each, now));
    seen.push(...(await Promise.all(looks)));
  }
  return verdictOfCertificates(sights, seen);
}

async function lookAt(
  cluster: Pick<Cluster, 'read'>,
  wanted: WantedCertificate,
  now: string,
): Promise<SeenCertificate> {
  try {
    return { wanted, look: lookAtCertificate(await cluster.read(wanted.secret), wanted, now) };
  } catch (error) {
    if (!(error instanceof ClusterError) || error.code !== 'cluster_forbidden') throw error;
    return { wanted, look: forbiddenCertificate(wanted) };
  }
}
