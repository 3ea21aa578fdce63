import type { KubernetesObject, V1Deployment } from '@kubernetes/client-node';
import type { Catalog } from '../blueprint/blueprint.ts';
import { parseParams } from '../blueprint/parse-params.ts';
import { renderObjects } from '../blueprint/render-objects.ts';
import { digestOf } from '../kubernetes/digest.ts';
import { refOfEntry } from '../kubernetes/inventory.ts';
import { refKey, refOf } from '../kubernetes/object.ts';
import { suspendedObjects } from '../kubernetes/suspended-objects.ts';
import { isWorkload } from '../kubernetes/workload.ts';
import type { InventoryEntry, Tenant } from '../tenant/tenant.ts';
import { plannedBlueprint, renderContextOf } from './planned-steps.ts';
import { rememberedReplicas } from './scale-memory.ts';

/**
 * The objects that a tenant has once its present wish has come true, for people. Jobs are not among
 * them: they are runs, and the steps name them. Throws as `plannedSteps` does.
 */
export function wishedObjects(catalog: Catalog, tenant: Tenant): readonly KubernetesObject[] {
  if (tenant.desired === 'deleted') return [];
  return inState(tenant, desiredObjects(catalog, tenant));
}

/**
 * The objects that a tenant has now, as far as its inventory tells: each as the revision in force
 * renders it, or as `former` does when that is what was applied last. What no revision renders is
 * named only. Throws as `plannedSteps` does.
 */
export function presentObjects(
  catalog: Catalog,
  tenant: Tenant,
  former: Tenant | undefined,
): readonly KubernetesObject[] {
  const rendered = [tenant, ...(former === undefined ? [] : [former])].map((each) =>
    byKey(isRenderable(catalog, each) ? desiredObjects(catalog, each) : []),
  );
  const present = tenant.inventory
    .filter(({ kind }) => kind !== 'Job')
    .map((entry) => presentObject(entry, rendered));
  return inState(tenant, inOrder(present, [...(rendered[0]?.keys() ?? [])]));
}

/** Params of a version that this program no longer has may not fit the newest one. */
function isRenderable(catalog: Catalog, tenant: Tenant): boolean {
  return parseParams(plannedBlueprint(catalog, tenant), tenant.params, '/params').ok;
}

function desiredObjects(catalog: Catalog, tenant: Tenant): readonly KubernetesObject[] {
  const blueprint = plannedBlueprint(catalog, tenant);
  const objects = renderObjects(blueprint, renderContextOf(blueprint, tenant));
  return objects.filter(({ kind }) => kind !== 'Job');
}

type Rendered = ReadonlyMap<string, KubernetesObject>;

function byKey(objects: readonly KubernetesObject[]): Rendered {
  return new Map(objects.map((object) => [refKey(refOf(object)), object]));
}

function presentObject(entry: InventoryEntry, rendered: readonly Rendered[]): KubernetesObject {
  const { apiVersion, kind, ...metadata } = refOfEntry(entry);
  const found = rendered.flatMap((objects) => objects.get(refKey(refOfEntry(entry))) ?? []);
  const applied = found.find((object) => digestOf(object) === entry.digest);
  return applied ?? found[0] ?? { apiVersion, kind, metadata };
}

/** In the order of rendering; what is not rendered any more comes last. */
function inOrder(
  objects: readonly KubernetesObject[],
  keys: readonly string[],
): readonly KubernetesObject[] {
  const place = (object: KubernetesObject) => {
    const index = keys.indexOf(refKey(refOf(object)));
    return index === -1 ? keys.length : index;
  };
  return objects.toSorted((a, b) => place(a) - place(b));
}

/** As a suspension leaves them, or with the pods that it remembers. */
function inState(
  { desired, purge_at, scale_memory }: Tenant,
  objects: readonly KubernetesObject[],
): readonly KubernetesObject[] {
  // A deleted tenant that may still be restored is stopped too.
  if (desired === 'suspended' || (desired === 'deleted' && purge_at !== null)) {
    const staged = objects.map((object) => ({ stage: 'workload', object }) as const);
    return suspendedObjects(staged).map(({ object }) => object);
  }
  return objects.map((object) => {
    const replicas = isWorkload(object)
      ? rememberedReplicas(scale_memory, refOf(object))
      : undefined;
    return replicas === undefined ? object : withReplicas(object, replicas);
  });
}

function withReplicas(workload: KubernetesObject, replicas: number): KubernetesObject {
  return { ...workload, spec: { ...(workload as V1Deployment).spec, replicas } } as V1Deployment;
}
