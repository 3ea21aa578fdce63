import type { V1Deployment } from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';
import { withKeptReplicas } from '../../../shared/kubernetes/kept-replicas.ts';
import type { ObservedObject } from '../../../shared/kubernetes/object.ts';

const wanted = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'a' },
  spec: { selector: {}, template: {} },
} satisfies V1Deployment;

/** A Deployment with four pods, a number that this manager set. */
function live(manager: string, operation = 'Apply', field = 'f:replicas'): ObservedObject {
  return {
    ...wanted,
    metadata: {
      name: 'a',
      uid: 'u',
      resourceVersion: '1',
      managedFields: [{ manager, operation, fieldsV1: { 'f:spec': { [field]: {} } } }],
    },
    spec: { replicas: 4 },
  };
}

describe('withKeptReplicas()', () => {
  it('says the number that there is where we have said one before', () => {
    expect(withKeptReplicas(wanted, live('tenantry')).spec).toEqual({
      ...wanted.spec,
      replicas: 4,
    });
  });

  it('leaves a number alone that is wanted', () => {
    const fixed = { ...wanted, spec: { ...wanted.spec, replicas: 2 } };

    expect(withKeptReplicas(fixed, live('tenantry'))).toBe(fixed);
  });

  it.each([
    ['an autoscaler set', live('kube-controller-manager', 'Update')],
    ['somebody else applied', live('flux')],
    ['nobody has applied since we created it', live('tenantry', 'Update')],
    ['is not ours, though other fields are', live('tenantry', 'Apply', 'f:selector')],
  ])('says none where the number is one that %s', (_what, have) => {
    expect(withKeptReplicas(wanted, have)).toBe(wanted);
  });

  it('leaves what has no pods alone', () => {
    const service = { ...wanted, apiVersion: 'v1', kind: 'Service' };

    expect(withKeptReplicas(service, live('tenantry'))).toBe(service);
  });
});
