import type { KubernetesObject } from '@kubernetes/client-node';
import { describeRef, isOwnedBy, type ObservedObject, refOf } from '../../kubernetes/object.ts';
import type { Cluster } from '../../ports/cluster.ts';
import { ClusterError } from '../../tenant/cluster-error.ts';
import { TerminalError } from '../../tenant/errors.ts';
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
  assertOwned(observed, tenant.id);
  return observed;
}

/** Throws `foreign_object` unless the object carries the tenant's label. */
export function assertOwned(object: ObservedObject, tenantId: string): void {
  if (isOwnedBy(object, tenantId)) return;
  const name = describeRef(refOf(object));
  throw new TerminalError(
    'foreign_object',
    `Cannot write ${name}: it exists and does not belong to this tenant`,
  );
}

/** Whether the object is on its way out. */
export function isTerminating({ metadata }: ObservedObject): boolean {
  return metadata.deletionTimestamp !== undefined;
}

/** `Kind namespace/name`, with the finalizers that hold it. */
export function describeTerminating(object: ObservedObject): string {
  const finalizers = object.metadata.finalizers ?? [];
  const held = finalizers.length === 0 ? '' : ` (held by ${finalizers.join(', ')})`;
  return `${describeRef(refOf(object))}${held}`;
}

/**
 * Asks for the end of the tenant's own object and returns it, or undefined when it is gone or is
 * not ours.
 */
export async function requestDelete(
  cluster: Cluster,
  observed: ObservedObject | undefined,
  tenantId: string,
): Promise<ObservedObject | undefined> {
  if (observed === undefined || !isOwnedBy(observed, tenantId)) return undefined;
  if (!isTerminating(observed)) await cluster.delete(refOf(observed), observed.metadata.uid);
  return observed;
}
