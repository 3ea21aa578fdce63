import type { KubernetesObject } from '@kubernetes/client-node';
import { fieldManager } from '../../kubernetes/labels.ts';
import { type ObservedObject, refOf } from '../../kubernetes/object.ts';
import type { Precondition } from '../../ports/cluster.ts';
import { type ApiClient, attemptOn } from './api-client.ts';

/** What every rehearsal has in common: admission and validation run, and nothing is stored. */
const rehearsal = { fieldManager, fieldValidation: 'Strict', dryRun: 'All' } as const;

/**
 * The object as a POST, or as an apply onto what was observed, would store it. Forced, because
 * nothing is taken from anybody: who holds which field was settled before.
 */
export async function dryRunObject(
  client: ApiClient,
  object: KubernetesObject,
  observed: Precondition | undefined,
): Promise<ObservedObject> {
  const ref = refOf(object);
  const attempt = attemptOn(observed === undefined ? 'create' : 'apply', ref);
  if (observed === undefined) {
    return client.requestObject(attempt, ref, {
      method: 'POST',
      path: await client.parentPath(attempt, ref),
      query: rehearsal,
      body: JSON.stringify(object),
    });
  }
  const { uid, resourceVersion } = observed;
  return client.requestObject(attempt, ref, {
    method: 'PATCH',
    path: await client.objectPath(attempt, ref),
    query: { ...rehearsal, force: 'true' },
    contentType: 'application/apply-patch+yaml',
    body: JSON.stringify({ ...object, metadata: { ...object.metadata, uid, resourceVersion } }),
  });
}
