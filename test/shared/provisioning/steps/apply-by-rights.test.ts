import type { KubernetesObject } from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';
import type { ObservedObject } from '../../../../shared/kubernetes/object.ts';
import type { Cluster } from '../../../../shared/ports/cluster.ts';
import { applyTaking } from '../../../../shared/provisioning/steps/apply-by-rights.ts';

const object = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'a', namespace: 'n' },
  spec: { replicas: 3, paused: false },
} as KubernetesObject;

/** The Deployment after an autoscaler gave it five pods. */
const scaled: ObservedObject = {
  ...object,
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'a',
    namespace: 'n',
    uid: 'u',
    resourceVersion: '7',
    managedFields: [
      { manager: 'tenantry', operation: 'Apply', fieldsV1: { 'f:spec': { 'f:paused': {} } } },
      {
        manager: 'kube-controller-manager',
        operation: 'Update',
        subresource: 'scale',
        fieldsV1: { 'f:spec': { 'f:replicas': {} } },
      },
    ],
  },
  spec: { replicas: 5, paused: false },
};

/** What is applied when these fields are taken, and with which precondition. */
async function applied(taken: readonly string[]): Promise<readonly unknown[]> {
  const calls: unknown[] = [];
  const apply: Cluster['apply'] = async (wanted, observed) => {
    calls.push(wanted, observed);
    return scaled;
  };
  await applyTaking({ apply } as Cluster, { object, taken }, scaled);
  return calls;
}

describe('applyTaking()', () => {
  it('leaves the number of pods to the autoscaler that holds it', async () => {
    const [wanted, observed] = await applied([]);

    expect(wanted).toMatchObject({ spec: { paused: false } });
    expect(wanted).not.toHaveProperty('spec.replicas');
    expect(observed).toEqual({ uid: 'u', resourceVersion: '7', takesOver: false });
  });

  it('takes the number of pods from an autoscaler that goes', async () => {
    const [wanted, observed] = await applied(['/spec/replicas']);

    expect(wanted).toEqual(object);
    expect(observed).toEqual({ uid: 'u', resourceVersion: '7', takesOver: true });
  });
});
