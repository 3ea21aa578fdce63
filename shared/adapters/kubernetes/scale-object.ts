import { fieldManager } from '../../kubernetes/labels.ts';
import type { ObjectRef } from '../../kubernetes/object.ts';
import type { Precondition } from '../../ports/cluster.ts';
import { type ApiClient, attemptOn } from './api-client.ts';

/** How many pods which version of a workload gets. */
export interface Scaling {
  readonly ref: ObjectRef;
  readonly replicas: number;
  readonly observed: Precondition;
}

/** Sets the number of pods through the subresource, of exactly what was observed: one call. */
export async function scaleObject(
  client: ApiClient,
  { ref, replicas, observed }: Scaling,
): Promise<Precondition> {
  const attempt = attemptOn('scale', ref);
  const { uid, resourceVersion } = observed;
  const scale = { apiVersion: 'autoscaling/v1', kind: 'Scale' };
  // The subresource is named and versioned as its workload.
  const { metadata } = await client.requestObject(
    attempt,
    { ...ref, ...scale },
    {
      method: 'PATCH',
      path: `${await client.objectPath(attempt, ref)}/scale`,
      query: { fieldManager, fieldValidation: 'Strict' },
      contentType: 'application/merge-patch+json',
      body: JSON.stringify({ metadata: { uid, resourceVersion }, spec: { replicas } }),
    },
  );
  return { uid: metadata.uid, resourceVersion: metadata.resourceVersion };
}
