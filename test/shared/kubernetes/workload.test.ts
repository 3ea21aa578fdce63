import { describe, expect, it } from 'vitest';
import type { ObservedObject } from '../../../shared/kubernetes/object.ts';
import { isStopped, isWorkload, wantedReplicas } from '../../../shared/kubernetes/workload.ts';

const stoppedStatus = { observedGeneration: 2 };

function aWorkload(spec: object, status: object = stoppedStatus): ObservedObject {
  const metadata = { name: 'web', namespace: 'a', uid: 'u', resourceVersion: '7', generation: 2 };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec, status };
}

describe('isWorkload()', () => {
  it.each([
    ['apps/v1', 'Deployment', true],
    ['apps/v1', 'StatefulSet', true],
    ['apps/v1', 'DaemonSet', false],
    ['batch/v1', 'Job', false],
    ['example.test/v1', 'Deployment', false],
  ])('tells whether %s %s can be scaled', (apiVersion, kind, expected) => {
    expect(isWorkload({ apiVersion, kind })).toBe(expected);
  });
});

describe('wantedReplicas()', () => {
  it('is what the spec says, and undefined when it says nothing', () => {
    expect(
      [{ replicas: 3 }, { replicas: 0 }, {}].map((spec) => wantedReplicas(aWorkload(spec))),
    ).toEqual([3, 0, undefined]);
  });
});

describe('isStopped()', () => {
  it.each<[string, object, object]>([
    ['a Deployment, which leaves zeros out', { replicas: 0 }, stoppedStatus],
    ['a StatefulSet', { replicas: 0 }, { ...stoppedStatus, replicas: 0 }],
    ['one of which later news are known', { replicas: 0 }, { observedGeneration: 3 }],
  ])('is true of %s without pods', (_what, spec, status) => {
    expect(isStopped(aWorkload(spec, status))).toBe(true);
  });

  it.each<[string, object, object]>([
    ['should have pods', { replicas: 1 }, stoppedStatus],
    ['says no number, which is one', {}, stoppedStatus],
    ['its controller has not seen', { replicas: 0 }, { observedGeneration: 1 }],
    ['no controller has ever seen', { replicas: 0 }, {}],
    ['still has pods', { replicas: 0 }, { ...stoppedStatus, replicas: 1 }],
    ['still has ending pods', { replicas: 0 }, { ...stoppedStatus, terminatingReplicas: 1 }],
  ])('is false of one that %s', (_what, spec, status) => {
    expect(isStopped(aWorkload(spec, status))).toBe(false);
  });
});
