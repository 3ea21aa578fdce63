import type { KubernetesObject } from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';
import type { StagedObject } from '../../../shared/kubernetes/stage.ts';
import { suspendedObjects } from '../../../shared/kubernetes/suspended-objects.ts';

function anObject(apiVersion: string, kind: string, spec?: object): StagedObject {
  const object = { apiVersion, kind, metadata: { name: 'a' }, ...(spec && { spec }) };
  return { stage: 'workload', object: object as KubernetesObject };
}

describe('suspendedObjects()', () => {
  it.each([
    ['Deployment', { replicas: 3, paused: true }],
    ['Deployment', { paused: true }],
    ['StatefulSet', { replicas: 3, paused: true }],
  ])('takes the pods of a %s with %o and leaves the rest of it', (kind, spec) => {
    expect(suspendedObjects([anObject('apps/v1', kind, spec)])).toEqual([
      anObject('apps/v1', kind, { replicas: 0, paused: true }),
    ]);
  });

  it('lets a CronJob start nothing', () => {
    const cronJob = anObject('batch/v1', 'CronJob', { schedule: '@daily', suspend: false });

    expect(suspendedObjects([cronJob])).toEqual([
      anObject('batch/v1', 'CronJob', { schedule: '@daily', suspend: true }),
    ]);
  });

  it('leaves every other object alone, and the given ones too', () => {
    const objects = [
      anObject('v1', 'ConfigMap'),
      anObject('autoscaling/v2', 'HorizontalPodAutoscaler', { minReplicas: 2 }),
      anObject('example.test/v1', 'CronJob', { schedule: '@daily' }),
      anObject('apps/v1', 'Deployment', { replicas: 3 }),
    ];
    const before = structuredClone(objects);

    expect(suspendedObjects(objects).slice(0, 3)).toEqual(before.slice(0, 3));
    expect(objects).toEqual(before);
  });
});
