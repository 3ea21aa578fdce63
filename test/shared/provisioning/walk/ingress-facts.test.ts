import { describe, expect, it } from 'vitest';
import type { IngressSight } from '../../../../shared/kubernetes/ingress-sight.ts';
import {
  type ObjectRef,
  type ObservedObject,
  refKey,
} from '../../../../shared/kubernetes/object.ts';
import { ingressFacts } from '../../../../shared/provisioning/walk/ingress-facts.ts';
import type { WalkedTenant } from '../../../../shared/provisioning/walk/walk-chunk.ts';
import { ClusterError } from '../../../../shared/tenant/cluster-error.ts';
import type { Condition } from '../../../../shared/tenant/condition.ts';
import { aTlsSecret } from '../../../builders/a-certificate.ts';
import { aTenant } from '../../../builders/a-tenant.ts';

const now = '2026-06-01T00:00:00.000Z';
const host = 'shop.example';
const { type, data } = aTlsSecret({ namespace: 'shop', name: 'tls' }, { hosts: [host] });

interface Parts {
  readonly status?: Condition['status'];
  readonly certificates?: number;
  readonly addresses?: readonly string[];
  readonly tenant?: Parameters<typeof aTenant>[0];
}

/** A tenant whose one Ingress was listed, and whose condition says so. */
function aWalked(parts: Parts = {}): WalkedTenant {
  const { status, certificates = 1, addresses = ['203.0.113.7'] } = parts;
  const condition = { type: 'IngressReady', reason: 'Any', message: '', observed_generation: 1 };
  const times = { last_transition_time: now };
  const conditions = status === undefined ? [] : [{ ...condition, ...times, status }];
  const tenant = aTenant({ conditions, ...parts.tenant });
  const namespace = `shop-${tenant.id8}`;
  const ref = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', namespace, name: 'web' };
  const ingress: IngressSight = {
    ...{ name: 'Ingress web', isThere: true, addresses },
    certificates: Array.from({ length: certificates }, (_, index) => ({
      secret: { apiVersion: 'v1', kind: 'Secret', namespace, name: `tls-${index}` },
      ...{ hosts: [host], isIssued: false },
    })),
  };
  const sighting = { name: 'web', uid: 'u', isTerminating: false, drift: [], ingress };
  return {
    ...{ tenant, mode: 'repair', ignored: {}, wanted: new Map(), copies: [], surplus: [] },
    ingresses: [ref],
    seen: new Map([[refKey(ref), sighting]]),
  };
}

/** A cluster in which every certificate is there, and what was read of it. */
function aCluster() {
  const reads: ObjectRef[] = [];
  const read = async (ref: ObjectRef): Promise<ObservedObject> => {
    reads.push(ref);
    const { apiVersion, kind, name } = ref;
    const metadata = { name, uid: 'u', resourceVersion: '1' };
    return { apiVersion, kind, metadata, type, data };
  };
  return { reads, cluster: { read } };
}

function many(count: number, parts: Parts): readonly WalkedTenant[] {
  return Array.from({ length: count }, () => aWalked(parts));
}

describe('ingressFacts()', () => {
  it('reads the certificates of a tenant that is reached, and of one that is not', async () => {
    const { cluster, reads } = aCluster();
    const tenants = [aWalked({ status: 'True' }), aWalked({ status: 'False' }), aWalked()];

    const facts = await ingressFacts(cluster, tenants, { walk: 1, now });

    expect([...facts.keys()].toSorted()).toEqual(tenants.map(({ tenant }) => tenant.id).toSorted());
    expect([...facts.values()].map(({ status }) => status)).toEqual(['True', 'True', 'True']);
    expect(reads.map(({ kind }) => kind)).toEqual(['Secret', 'Secret', 'Secret']);
  });

  it('reads nothing where addresses decide', async () => {
    const { cluster, reads } = aCluster();
    const tenants = [aWalked({ addresses: [] }), aWalked({ certificates: 0 })];

    const facts = await ingressFacts(cluster, tenants, { walk: 1, now });

    expect([...facts.values()].map(({ status }) => status)).toEqual(['False', 'True']);
    expect(reads).toEqual([]);
  });

  it('says nothing of a tenant that does not serve, nor of a product that does not tell', async () => {
    const { cluster } = aCluster();
    const { ingresses: _, ...untold } = aWalked();
    const tenants = [aWalked({ tenant: { status: 'suspended' } }), untold];

    expect(await ingressFacts(cluster, tenants, { walk: 1, now })).toEqual(new Map());
  });

  it('knows an Ingress that was not in the list', async () => {
    const { cluster } = aCluster();
    const walked = { ...aWalked(), seen: new Map() };

    const facts = await ingressFacts(cluster, [walked], { walk: 1, now });

    expect(facts.get(walked.tenant.id)).toMatchObject({ status: 'False', reason: 'NotFound' });
  });

  it('reads so many Secrets at most, and each in its turn', async () => {
    const { cluster, reads } = aCluster();
    const tenants = [
      ...many(250, { status: 'True' }),
      ...many(120, { status: 'False', certificates: 2 }),
    ];

    const told = new Map<number, number>();
    for (const walk of [1, 2, 3]) {
      const before = reads.length;
      await ingressFacts(cluster, tenants, { walk, now });
      told.set(walk, reads.length - before);
    }

    expect([...told.values()].every((count) => count <= 200)).toBe(true);
    expect(new Set(reads.map(({ namespace }) => namespace)).size).toBe(370);
  });

  it('lets no number of tenants that are not reached keep it from looking at the others', async () => {
    const { cluster } = aCluster();
    const reached = aWalked({ status: 'True' });

    const facts = await ingressFacts(cluster, [...many(500, { status: 'False' }), reached], {
      walk: 1,
      now,
    });

    expect(facts.has(reached.tenant.id)).toBe(true);
  });

  it('ends with the cluster that does not answer', async () => {
    const read = async () => {
      const details = { class: 'retry', outcome: 'not-done' } as const;
      throw new ClusterError('cluster_unavailable', 'Cannot read', details);
    };

    await expect(ingressFacts({ read }, [aWalked()], { walk: 1, now })).rejects.toMatchObject({
      code: 'cluster_unavailable',
    });
  });
});
