import { type IngressSight, ingressSightOf } from '../../kubernetes/ingress-sight.ts';
import { verdictOfAddresses } from '../../kubernetes/ingress-verdict.ts';
import { refKey } from '../../kubernetes/object.ts';
import type { Cluster } from '../../ports/cluster.ts';
import type { ConditionFact } from '../../tenant/condition.ts';
import type { Tenant } from '../../tenant/tenant.ts';
import { lookAtIngresses } from '../look-at-ingresses.ts';
import { partInTurn } from './part-in-turn.ts';
import type { WalkedTenant } from './walk-chunk.ts';

/** Most Secrets that one look reads of tenants whose condition is true, and as many of the others. */
const readsMax = 100;

/** How many tenants are looked at at a time. */
const width = 10;

/** When one look is. */
export interface IngressLook {
  readonly walk: number;
  /** The store's time. */
  readonly now: string;
}

interface Sighted {
  readonly tenant: Tenant;
  readonly sights: readonly IngressSight[];
}

/**
 * What `IngressReady` says by what was listed, by tenant. Where certificates decide, their Secrets are
 * read by name, because nobody may list them: a part each walk, in turn, and of tenants that are not
 * reached a part of their own, so that what somebody mends is seen soon. Others are not in the answer.
 */
export async function ingressFacts(
  cluster: Pick<Cluster, 'read'>,
  tenants: readonly WalkedTenant[],
  { walk, now }: IngressLook,
): Promise<ReadonlyMap<string, ConditionFact>> {
  const sighted = tenants.flatMap((each) => sightedOf(each) ?? []);
  const early = sighted.flatMap(({ tenant, sights }) => {
    const verdict = verdictOfAddresses(sights);
    return verdict === undefined ? [] : [[tenant.id, verdict.fact] as const];
  });
  const known = new Map<string, ConditionFact>(early);
  const open = sighted.filter(({ tenant }) => !known.has(tenant.id));
  const turns = { walk, costOf: certificatesOf, costMax: readsMax };
  const asked = [
    ...partInTurn(open.filter(isReached), turns),
    ...partInTurn(
      open.filter((each) => !isReached(each)),
      turns,
    ),
  ];
  for (let start = 0; start < asked.length; start += width) {
    const looks = asked.slice(start, start + width).map(async ({ tenant, sights }) => {
      const { fact } = await lookAtIngresses(cluster, sights, now);
      known.set(tenant.id, fact);
    });
    await Promise.all(looks);
  }
  return known;
}

/** Undefined: it is not to be reached, or its product does not tell. */
function sightedOf({ tenant, ingresses, seen }: WalkedTenant): Sighted | undefined {
  if (ingresses === undefined || tenant.status !== 'active') return undefined;
  const sights = ingresses.map(
    (ref) => seen.get(refKey(ref))?.ingress ?? ingressSightOf(ref, undefined),
  );
  return { tenant, sights };
}

function certificatesOf({ sights }: Sighted): number {
  return sights.reduce((sum, { certificates }) => sum + certificates.length, 0);
}

function isReached({ tenant: { conditions } }: Sighted): boolean {
  return conditions.some(({ type, status }) => type === 'IngressReady' && status === 'True');
}
