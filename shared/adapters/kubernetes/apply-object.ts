import type { KubernetesObject } from '@kubernetes/client-node';
import { fieldManager } from '../../kubernetes/labels.ts';
import {
  describeRef,
  type ObjectRef,
  type ObservedObject,
  refOf,
} from '../../kubernetes/object.ts';
import type { ApplyTarget, Precondition } from '../../ports/cluster.ts';
import { ClusterError } from '../../tenant/cluster-error.ts';
import { type ApiClient, attemptOn } from './api-client.ts';
import { adoptUnappliedFields, hasUnappliedFields } from './unapplied-fields.ts';

/**
 * Server-side apply onto exactly what was observed, forced only if asked for. The first apply after our own
 * POST or scaling settles whose those fields are and applies again: at most four calls, later one.
 */
export async function applyObject(
  client: ApiClient,
  object: KubernetesObject,
  observed: ApplyTarget,
): Promise<ObservedObject> {
  const ref = refOf(object);
  const first = await applyOrConflict(client, object, observed);
  if (!(first instanceof ClusterError) && !hasUnappliedFields(first)) return first;
  const live = first instanceof ClusterError ? await client.read(ref) : first;
  const expected = first instanceof ClusterError ? observed : first.metadata;
  if (!isAsObserved(live, expected)) throw staleObservation(ref);
  // Nothing of our own is in the way: the conflict is with somebody else.
  if (first instanceof ClusterError && !hasUnappliedFields(live)) throw first;
  const adopted = await adopt(client, ref, live);
  return applyOnce(client, object, adopted.metadata);
}

async function applyOrConflict(
  client: ApiClient,
  object: KubernetesObject,
  observed: ApplyTarget,
): Promise<ObservedObject | ClusterError> {
  try {
    return await applyOnce(client, object, observed);
  } catch (error) {
    if (error instanceof ClusterError && error.code === 'apply_conflict') return error;
    throw error;
  }
}

async function applyOnce(
  client: ApiClient,
  object: KubernetesObject,
  { uid, resourceVersion, takesOver = false }: ApplyTarget,
): Promise<ObservedObject> {
  const ref = refOf(object);
  const attempt = attemptOn('apply', ref);
  return client.requestObject(attempt, ref, {
    method: 'PATCH',
    path: await client.objectPath(attempt, ref),
    query: { fieldManager, fieldValidation: 'Strict', force: String(takesOver) },
    // JSON is YAML, so the body needs no other serialisation.
    contentType: 'application/apply-patch+yaml',
    body: JSON.stringify({ ...object, metadata: { ...object.metadata, uid, resourceVersion } }),
  });
}

async function adopt(client: ApiClient, ref: ObjectRef, live: ObservedObject) {
  const attempt = attemptOn('apply', ref);
  return client.requestObject(attempt, ref, {
    method: 'PATCH',
    path: await client.objectPath(attempt, ref),
    query: { fieldManager },
    contentType: 'application/json-patch+json',
    body: JSON.stringify(adoptUnappliedFields(live)),
  });
}

function isAsObserved(
  live: ObservedObject | undefined,
  { uid, resourceVersion }: Precondition,
): live is ObservedObject {
  return live?.metadata.uid === uid && live.metadata.resourceVersion === resourceVersion;
}

function staleObservation(ref: ObjectRef): ClusterError {
  return new ClusterError(
    'stale_observation',
    `Cannot apply "${describeRef(ref)}": it changed meanwhile`,
    { class: 'observe', outcome: 'not-done' },
  );
}
