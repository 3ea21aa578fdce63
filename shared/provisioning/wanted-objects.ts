import type { KubernetesObject } from '@kubernetes/client-node';
import type { Catalog } from '../blueprint/blueprint.ts';
import { digestOf } from '../kubernetes/digest.ts';
import { refKey, refOf } from '../kubernetes/object.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { plannedSteps } from './planned-steps.ts';

/** An object that a tenant should have. */
export interface WantedObject {
  readonly object: KubernetesObject;
  /** Digests under which the inventory may hold it as it is wanted now. */
  readonly digests: readonly string[];
}

/**
 * What the tenant should have in the cluster, by key (`refKey`): the objects that a repair would
 * apply, or that what was asked for and has not come true will. Throws `unknown_product` or `invalid_params` (terminal).
 */
export function wantedObjects(catalog: Catalog, tenant: Tenant): ReadonlyMap<string, WantedObject> {
  const wanted = appliedObjects(catalog, tenant);
  // Suspending scales and applies nothing, so the inventory has what was applied while active.
  const active =
    tenant.desired === 'suspended' ? appliedObjects(catalog, { ...tenant, desired: 'active' }) : [];
  return new Map(
    wanted.map((object, index) => {
      const digests = [object, active[index] ?? object].map(digestOf);
      return [refKey(refOf(object)), { object, digests }];
    }),
  );
}

function appliedObjects(catalog: Catalog, tenant: Tenant): readonly KubernetesObject[] {
  const asked = { ...tenant, pending: null };
  return plannedSteps(catalog, asked, 'repair').flatMap((spec) =>
    spec.kind === 'apply-objects' ? spec.objects.map(({ object }) => object) : [],
  );
}
