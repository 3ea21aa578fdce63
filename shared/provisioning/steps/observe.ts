import type { KubernetesObject } from '@kubernetes/client-node';
import { describeRef, isOwnedBy, type ObservedObject, refOf } from '../../kubernetes/object.ts';
import type { Cluster } from '../../ports/cluster.ts';
import { ClusterError } from '../../tenant/cluster-error.ts';
import { TerminalError } from '../../tenant/errors.ts';
import type { Tenant } from '../../tenant/tenant.ts';
import type { StepContext } from '../step-implementation.ts';

/** What stands under the name of an object that we want. */
export interface Ensured {
  readonly observed: ObservedObject;
  /** False: it was there before this call. */
  readonly isCreated: boolean;
}

/**
 * Creates the object, or finds the tenant's own one of that name. A stranger's object is
 * `foreign_object` (terminal): server-side apply onto it would simply succeed.
 */
export async function createOrFind(
  context: StepContext,
  object: KubernetesObject,
): Promise<Ensured> {
  try {
    return { observed: await context.cluster.create(object), isCreated: true };
  } catch (error) {
    if (!(error instanceof ClusterError) || error.code !== 'already_exists') throw error;
    return { observed: await readOwn(context, object, error), isCreated: false };
  }
}

async function readOwn(
  { cluster, tenant }: StepContext,
  object: KubernetesObject,
  cause: ClusterError,
): Promise<ObservedObject> {
  const observed = await cluster.read(refOf(object));
  // Gone again between the two calls: the cause is retried.
  if (observed === undefined) throw cause;
  assertOwned(observed, tenant);
  return observed;
}

/** Throws `foreign_object` unless the object is the tenant's (`isOurs`). */
export function assertOwned(object: ObservedObject, tenant: Tenant): void {
  if (isOurs(object, tenant)) return;
  const name = describeRef(refOf(object));
  throw new TerminalError(
    'foreign_object',
    `Cannot write ${name}: it exists and does not belong to this tenant`,
  );
}

/**
 * Whether the object is the tenant's: it carries its label, or it is the very object that was
 * applied for it, whose label somebody has stripped.
 */
export function isOurs(object: ObservedObject, { id, inventory }: Tenant): boolean {
  return isOwnedBy(object, id) || inventory.some(({ uid }) => uid === object.metadata.uid);
}

/** Whether the object is on its way out. */
export function isTerminating({ metadata }: ObservedObject): boolean {
  return metadata.deletionTimestamp !== undefined;
}

/**
 * Asks for the end of the tenant's own object and returns it, or undefined when it is gone or is
 * not ours.
 */
export async function requestDelete(
  cluster: Cluster,
  observed: ObservedObject | undefined,
  tenant: Tenant,
): Promise<ObservedObject | undefined> {
  if (observed === undefined || !isOurs(observed, tenant)) return undefined;
  if (!isTerminating(observed)) await cluster.delete(refOf(observed), observed.metadata.uid);
  return observed;
}
