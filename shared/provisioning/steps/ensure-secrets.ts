import type { V1Secret } from '@kubernetes/client-node';
import type { GeneratedSecret } from '../../blueprint/secret-spec.ts';
import type { EnsureSecrets } from '../../blueprint/step-spec.ts';
import { entryOf } from '../../kubernetes/inventory.ts';
import type { StepContext, StepImplementation } from '../step-implementation.ts';
import { createOrFind, isTerminating } from './observe.ts';
import { waitForEnd } from './wait-for-end.ts';

/**
 * Creates each Secret once with fresh random values. One that exists and is the tenant's own is kept
 * as it is: its values never leave the cluster, so nothing here can compare or restore them.
 */
export const ensureSecrets: StepImplementation<EnsureSecrets> = async (context, { secrets }) => {
  for (const secret of secrets) {
    const { observed } = await createOrFind(context, secretObject(context, secret));
    if (isTerminating(observed)) return waitForEnd(observed, 2_000);
    context.note({ applied: [entryOf(observed)] });
  }
  return { kind: 'done' };
};

function secretObject({ generateSecret }: StepContext, secret: GeneratedSecret): V1Secret {
  const { name, namespace, labels, keys } = secret;
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'Opaque',
    metadata: { name, namespace, labels: { ...labels } },
    stringData: Object.fromEntries(keys.map((key) => [key, generateSecret()])),
  };
}
