import type { KubernetesObject } from '@kubernetes/client-node';
import { fieldManager } from '../../kubernetes/labels.ts';
import { refOf } from '../../kubernetes/object.ts';
import type { Precondition } from '../../ports/cluster.ts';
import { type ApiClient, attemptOn, garbledAnswer } from './api-client.ts';
import type { Attempt } from './classify-error.ts';
import type { Call } from './connection.ts';
import { parseJsonObject } from './parse-status.ts';

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
): Promise<KubernetesObject> {
  const ref = refOf(object);
  const attempt = attemptOn(observed === undefined ? 'create' : 'apply', ref);
  if (observed === undefined) {
    return rehearse(client, attempt, {
      method: 'POST',
      path: await client.parentPath(attempt, ref),
      query: rehearsal,
      body: JSON.stringify(object),
    });
  }
  const { uid, resourceVersion } = observed;
  return rehearse(client, attempt, {
    method: 'PATCH',
    path: await client.objectPath(attempt, ref),
    query: { ...rehearsal, force: 'true' },
    contentType: 'application/apply-patch+yaml',
    body: JSON.stringify({ ...object, metadata: { ...object.metadata, uid, resourceVersion } }),
  });
}

async function rehearse(
  client: ApiClient,
  attempt: Attempt,
  call: Call,
): Promise<KubernetesObject> {
  const { text } = await client.request(attempt, call);
  // The API server has validated what it answers; kind and name are all that the type promises.
  const object = parseJsonObject(text) as KubernetesObject | undefined;
  if (object?.kind !== attempt.kind || object.metadata?.name === undefined) {
    throw garbledAnswer(attempt);
  }
  return object;
}
