import { digestAnnotation, sourceAnnotation, tenantLabel } from '../../shared/kubernetes/labels.ts';
import type { ObservedObject } from '../../shared/kubernetes/object.ts';
import type { EngineWorld } from './engine-world.ts';

/** What of a tenant must be the same however it came about. */
export interface TenantOutcome {
  readonly status: string;
  readonly health: string;
  readonly settled: boolean;
  readonly outputs: unknown;
  readonly scaleMemory: unknown;
  readonly objects: readonly string[];
}

const listedKinds = [
  ['v1', 'Namespace'],
  ['v1', 'ConfigMap'],
  ['v1', 'Service'],
  ['apps/v1', 'Deployment'],
  ['autoscaling/v2', 'HorizontalPodAutoscaler'],
  ['batch/v1', 'Job'],
] as const;

/** Secrets of the platform's owner that tenants have copies of. */
const copies = ['gcr-pull-secret', 'codetether-db-credentials'] as const;

/** What a tenant has come to: ids, times and random values left out. */
export async function tenantOutcome(world: EngineWorld, id: string): Promise<TenantOutcome> {
  const tenant = await world.tenant(id);
  const { items: operations } = await world.store.listOperations(id, { limit: 100 });
  const plain = (text: string) =>
    operations
      .reduce((left, operation) => left.replaceAll(operation.id, 'OPERATION'), text)
      .replaceAll(id, 'ID')
      .replaceAll(tenant.id8, 'ID8');
  const objects = await objectsOfTenant(world, id);
  return {
    status: tenant.status,
    health: tenant.health,
    settled: tenant.due === null && tenant.lease === null,
    outputs: JSON.parse(plain(JSON.stringify(tenant.outputs))),
    scaleMemory: tenant.scale_memory.map(({ name, replicas }) => [name, replicas]),
    objects: objects.map((object) => plain(describe(object))).toSorted(),
  };
}

/** Everything in the cluster that is the tenant's; its Secrets are found by name, they cannot be listed. */
export async function objectsOfTenant(
  { cluster, tenant }: EngineWorld,
  id: string,
): Promise<readonly ObservedObject[]> {
  const { slug, id8, placement } = await tenant(id);
  const labelSelector = `${tenantLabel}=${id}`;
  const lists = await Promise.all(
    listedKinds.map(([apiVersion, kind]) =>
      cluster.list({ apiVersion, kind, labelSelector, limit: 100 }),
    ),
  );
  const { namespace } = placement;
  const secrets = await Promise.all(
    [`${slug}-${id8}-credentials`, `${slug}-env`, ...copies].map((name) =>
      cluster.read({ apiVersion: 'v1', kind: 'Secret', namespace, name }),
    ),
  );
  return [...lists.flatMap(({ items }) => items), ...secrets.flatMap((secret) => secret ?? [])];
}

/** Differ from run to run: what ids go into, and what the cluster draws. */
const varying: readonly string[] = [digestAnnotation, sourceAnnotation, 'clusterIP', 'clusterIPs'];

function describe({ kind, metadata, spec, data }: ObservedObject): string {
  const { name, labels, annotations } = metadata;
  const isDescribed = kind !== 'Job' && kind !== 'Secret';
  const described = { kind, name, labels, annotations, ...(isDescribed && { spec, data }) };
  return JSON.stringify(described, (key, value) => (varying.includes(key) ? undefined : value));
}
