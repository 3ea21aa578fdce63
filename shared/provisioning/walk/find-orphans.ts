import { tenantLabel } from '../../kubernetes/labels.ts';
import { type ObservedObject, refOf } from '../../kubernetes/object.ts';
import type { Cluster } from '../../ports/cluster.ts';
import type { Store } from '../../ports/store.ts';
import type { Tenant } from '../../tenant/tenant.ts';
import type { Orphan } from '../../tenant/walk-record.ts';

/** Most tenants that one look asks after, and most orphans that it deletes. */
const askedMax = 200;
const deletedMax = 50;

/** The objects among these whose tenant is gone, by the records of their tenants. */
export async function findOrphans(
  store: Pick<Store, 'get'>,
  cluster: string,
  objects: Iterable<ObservedObject>,
): Promise<readonly Orphan[]> {
  const byTenant = Map.groupBy(objects, tenantIdOf);
  const asked = [...byTenant].slice(0, askedMax);
  const found = await Promise.all(
    asked.map(async ([id, own]) => {
      const reason = reasonOf(await store.get('tenants', id), cluster);
      return reason === undefined ? [] : own.map((object) => orphanOf(object, reason));
    }),
  );
  return found.flat();
}

function tenantIdOf({ metadata }: ObservedObject): string {
  return metadata.labels?.[tenantLabel] ?? '';
}

/** Undefined: the tenant is there by now. */
function reasonOf(tenant: Tenant | undefined, cluster: string): Orphan['reason'] | undefined {
  if (tenant === undefined) return 'TenantUnknown';
  if (tenant.status === 'deleted') return 'TenantDeleted';
  return tenant.placement.cluster === cluster ? undefined : 'TenantElsewhere';
}

function orphanOf(object: ObservedObject, reason: Orphan['reason']): Orphan {
  const { apiVersion, kind, namespace, name } = refOf(object);
  return {
    api_version: apiVersion,
    kind,
    ...(namespace !== undefined && { namespace }),
    name,
    uid: object.metadata.uid,
    tenant_id: tenantIdOf(object),
    reason,
  };
}

/** What holds data, itself or inside: a person deletes it. */
const keptKinds: ReadonlySet<string> = new Set([
  'v1 Namespace',
  'v1 PersistentVolumeClaim',
  'v1 PersistentVolume',
]);

/** Deletes those very orphans that hold no data, a limited number; resolves to how many. */
export async function deleteOrphans(cluster: Cluster, orphans: readonly Orphan[]): Promise<number> {
  const doomed = orphans
    .filter(({ reason }) => reason !== 'TenantElsewhere')
    .filter(({ api_version, kind }) => !keptKinds.has(`${api_version} ${kind}`))
    .slice(0, deletedMax);
  for (const { api_version, kind, namespace, name, uid } of doomed) {
    const place = namespace === undefined ? {} : { namespace };
    await cluster.delete({ apiVersion: api_version, kind, ...place, name }, uid);
  }
  return doomed.length;
}
