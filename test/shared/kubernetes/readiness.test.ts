import { describe, expect, it } from 'vitest';
import type { ObservedObject } from '../../../shared/kubernetes/object.ts';
import { readinessOf } from '../../../shared/kubernetes/readiness.ts';

interface Parts {
  readonly metadata?: object;
  readonly spec?: object;
  readonly status?: object;
}

function observed(kind: string, { metadata, spec, status }: Parts): ObservedObject {
  return {
    apiVersion: 'v1',
    kind,
    metadata: { name: 'x', uid: 'u', resourceVersion: '1', generation: 2, ...metadata },
    ...(spec !== undefined && { spec }),
    ...(status !== undefined && { status }),
  };
}

function condition(type: string, status: string, reason = `${type}Reason`) {
  return { type, status, reason, message: `${type} is ${status}` };
}

/** `state reason`. */
function stateOf(kind: string, parts: Parts): string {
  const { state, reason } = readinessOf(observed(kind, parts));
  return `${state} ${reason}`;
}

const rolledOut = {
  observedGeneration: 2,
  replicas: 2,
  updatedReplicas: 2,
  readyReplicas: 2,
  availableReplicas: 2,
};

describe('readinessOf()', () => {
  it.each(['Deployment', 'Job', 'Service', 'Namespace', 'Ingress', 'Widget'])(
    'returns progressing for a %s that is being deleted',
    (kind) => {
      const metadata = { deletionTimestamp: '2026-11-21T00:00:00Z' };
      const status = { ...rolledOut, phase: 'Active', conditions: [condition('Complete', 'True')] };

      expect(stateOf(kind, { metadata, status })).toBe('progressing Terminating');
    },
  );

  it.each(['Deployment', 'StatefulSet', 'DaemonSet', 'Widget'])(
    'returns progressing for a %s whose newest generation nobody has seen',
    (kind) => {
      const status = { ...rolledOut, observedGeneration: 1 };

      expect(stateOf(kind, { spec: { replicas: 2 }, status })).toBe('progressing NotObserved');
    },
  );

  it.each<[string, string, Parts]>([
    ['ready Ready', 'all replicas are available', { spec: { replicas: 2 }, status: rolledOut }],
    [
      'ready Ready',
      'no replica is wanted',
      { spec: { replicas: 0 }, status: { observedGeneration: 2 } },
    ],
    ['progressing NotObserved', 'there is no status', { spec: { replicas: 2 } }],
    ['progressing NotObserved', 'nobody has seen it', { spec: { replicas: 0 }, status: {} }],
    [
      'progressing Rolling',
      'some are not updated',
      { spec: { replicas: 2 }, status: { ...rolledOut, updatedReplicas: 1 } },
    ],
    [
      'progressing OldReplicas',
      'old ones are left',
      { spec: { replicas: 2 }, status: { ...rolledOut, replicas: 3 } },
    ],
    [
      'progressing Rolling',
      'some are not available',
      { spec: { replicas: 2 }, status: { ...rolledOut, availableReplicas: 1 } },
    ],
    [
      'progressing Rolling',
      'one is wanted by default',
      { spec: {}, status: { observedGeneration: 2 } },
    ],
  ])('returns %s for a Deployment when %s', (expected, _when, parts) => {
    expect(stateOf('Deployment', parts)).toBe(expected);
  });

  it('returns failed for a Deployment past its progress deadline', () => {
    const stuck = condition('Progressing', 'False', 'ProgressDeadlineExceeded');
    const status = { ...rolledOut, availableReplicas: 0, conditions: [stuck] };

    expect(readinessOf(observed('Deployment', { spec: { replicas: 2 }, status }))).toEqual({
      state: 'failed',
      reason: 'ProgressDeadlineExceeded',
      message: 'Progressing is False',
    });
  });

  it("returns a Deployment's replica failure while it lasts", () => {
    const status = { observedGeneration: 2, conditions: [condition('ReplicaFailure', 'True')] };

    expect(readinessOf(observed('Deployment', { spec: { replicas: 2 }, status }))).toEqual({
      state: 'progressing',
      reason: 'ReplicaFailure',
      message: 'ReplicaFailure is True',
    });
  });

  it.each<[string, object]>([
    ['ready Complete', { conditions: [condition('Complete', 'True')] }],
    [
      'failed BackoffLimitExceeded',
      { conditions: [condition('Failed', 'True', 'BackoffLimitExceeded')] },
    ],
    ['progressing Suspended', { conditions: [condition('Suspended', 'True')] }],
    ['progressing Running', { conditions: [condition('Suspended', 'False')] }],
    // Pods that failed or succeeded, and conditions on the way, do not end a Job.
    ['progressing Running', { failed: 2, active: 1 }],
    ['progressing Running', { succeeded: 1 }],
    ['progressing Running', { conditions: [condition('FailureTarget', 'True')] }],
    ['progressing Running', { conditions: [condition('SuccessCriteriaMet', 'True')] }],
    [
      'progressing Running',
      { conditions: [condition('Complete', 'False'), condition('Failed', 'Unknown')] },
    ],
    ['progressing Running', {}],
  ])('returns %s for a Job with status %j', (expected, status) => {
    expect(stateOf('Job', { status })).toBe(expected);
  });

  it("counts a running Job's pods in its message", () => {
    const { message } = readinessOf(observed('Job', { status: { active: 1, failed: 2 } }));

    expect(message).toBe('runs (pods: 1 active, 2 failed)');
  });

  it.each<[string, object, object]>([
    ['ready Ready', { replicas: 2 }, rolledOut],
    ['progressing Rolling', { replicas: 2 }, { ...rolledOut, readyReplicas: 1 }],
    ['progressing Rolling', { replicas: 2 }, { ...rolledOut, updatedReplicas: 1 }],
    [
      'ready Ready',
      { replicas: 2, updateStrategy: { rollingUpdate: { partition: 1 } } },
      { ...rolledOut, updatedReplicas: 1 },
    ],
    [
      'ready Ready',
      { replicas: 2, updateStrategy: { type: 'OnDelete' } },
      { ...rolledOut, updatedReplicas: 0 },
    ],
    ['progressing NotObserved', { replicas: 0 }, {}],
  ])('returns %s for a StatefulSet with %j and %j', (expected, spec, status) => {
    expect(stateOf('StatefulSet', { spec, status })).toBe(expected);
  });

  it.each<[string, object]>([
    [
      'ready Ready',
      {
        observedGeneration: 2,
        desiredNumberScheduled: 3,
        updatedNumberScheduled: 3,
        numberAvailable: 3,
      },
    ],
    [
      'progressing Rolling',
      {
        observedGeneration: 2,
        desiredNumberScheduled: 3,
        updatedNumberScheduled: 2,
        numberAvailable: 3,
      },
    ],
    [
      'progressing Rolling',
      {
        observedGeneration: 2,
        desiredNumberScheduled: 3,
        updatedNumberScheduled: 3,
        numberAvailable: 2,
      },
    ],
    ['progressing NotObserved', {}],
  ])('returns %s for a DaemonSet with status %j', (expected, status) => {
    expect(stateOf('DaemonSet', { status })).toBe(expected);
  });

  it.each<[string, string, Parts]>([
    ['ready Ready', 'PersistentVolumeClaim', { status: { phase: 'Bound' } }],
    ['progressing Pending', 'PersistentVolumeClaim', { status: { phase: 'Pending' } }],
    ['failed Lost', 'PersistentVolumeClaim', { status: { phase: 'Lost' } }],
    ['progressing NoPhase', 'PersistentVolumeClaim', {}],
    ['ready Ready', 'Namespace', { status: { phase: 'Active' } }],
    ['progressing Terminating', 'Namespace', { status: { phase: 'Terminating' } }],
    ['ready Ready', 'Service', { spec: { type: 'ClusterIP' } }],
    ['progressing NoAddress', 'Service', { spec: { type: 'LoadBalancer' } }],
    [
      'progressing NoAddress',
      'Service',
      { spec: { type: 'LoadBalancer' }, status: { loadBalancer: { ingress: [] } } },
    ],
    [
      'ready Ready',
      'Service',
      {
        spec: { type: 'LoadBalancer' },
        status: { loadBalancer: { ingress: [{ ip: '10.0.0.1' }] } },
      },
    ],
    ['ready Ready', 'Ingress', { status: { loadBalancer: {} } }],
    ['ready Ready', 'Secret', {}],
    ['ready Ready', 'Widget', { status: { conditions: [condition('Ready', 'True')] } }],
    [
      'progressing ReadyReason',
      'Widget',
      { status: { conditions: [condition('Ready', 'False')] } },
    ],
    [
      'progressing ReadyReason',
      'Widget',
      { status: { conditions: [condition('Ready', 'Unknown')] } },
    ],
    [
      'progressing ReconcilingReason',
      'Widget',
      { status: { conditions: [condition('Ready', 'True'), condition('Reconciling', 'True')] } },
    ],
    [
      'failed StalledReason',
      'Widget',
      { status: { conditions: [condition('Reconciling', 'True'), condition('Stalled', 'True')] } },
    ],
  ])('returns %s for a %s with %j', (expected, kind, parts) => {
    expect(stateOf(kind, parts)).toBe(expected);
  });

  it.each<[string, string, object]>([
    ['progressing NotObserved', 'nobody has looked at yet', {}],
    ['progressing ReadyReason', 'cannot be fetched', { conditions: [condition('Ready', 'False')] }],
    [
      'progressing NotSynced',
      'was fetched as it was wanted before',
      { conditions: [condition('Ready', 'True')], syncedResourceVersion: '1-0a1b' },
    ],
    [
      'progressing NotSynced',
      'was fetched for a generation that begins alike',
      { conditions: [condition('Ready', 'True')], syncedResourceVersion: '21-0a1b' },
    ],
    [
      'ready Ready',
      'was fetched as it is wanted',
      { conditions: [condition('Ready', 'True')], syncedResourceVersion: '2-0a1b' },
    ],
    ['ready Ready', 'does not say what for', { conditions: [condition('Ready', 'True')] }],
  ])('returns %s for an ExternalSecret that %s', (expected, _what, status) => {
    expect(stateOf('ExternalSecret', { status })).toBe(expected);
  });

  it('always gives a reason and a message', () => {
    const bare = { type: 'Stalled', status: 'True', reason: '', message: '' };

    expect(readinessOf(observed('Widget', { status: { conditions: [bare] } }))).toEqual({
      state: 'failed',
      reason: 'Failed',
      message: 'has failed',
    });
  });
});
