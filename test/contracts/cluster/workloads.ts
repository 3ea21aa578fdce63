import { beforeAll, describe, expect, it } from 'vitest';
import type { ObjectRef, ObservedObject } from '../../../shared/kubernetes/object.ts';
import {
  aNamespaceIn,
  applyToLatest,
  create,
  eventually,
  eventuallyGone,
  type Opened,
} from './cluster-under-test.ts';
import { aDeployment, aJob, anIngress, aStatefulSet } from './objects.ts';

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

/** What controllers do with Jobs, Deployments, claims and Ingresses, which steps wait for. */
export function describeWorkloads(opened: Opened): void {
  let namespace: string;
  beforeAll(async () => {
    namespace = await aNamespaceIn(opened());
  });

  async function withCondition(ref: ObjectRef, type: string): Promise<ObservedObject | undefined> {
    return await eventually(opened().cluster, ref, (object) => hasCondition(object, type));
  }

  async function podsOf(name: string): Promise<readonly ObservedObject[]> {
    const labelSelector = `batch.kubernetes.io/job-name=${name}`;
    const kind = { apiVersion: 'v1', kind: 'Pod' };
    return (await opened().cluster.list({ ...kind, namespace, labelSelector, limit: 10 })).items;
  }

  describe('a Job', () => {
    it('runs to its end and says so in its conditions', async () => {
      const { ref } = await create(opened(), aJob({ namespace, name: 'succeeds' }));

      const job = await withCondition(ref, 'Complete');

      const why = {
        status: 'True',
        lastProbeTime: time,
        lastTransitionTime: time,
        reason: 'CompletionsReached',
        message: 'Reached expected number of succeeded pods',
      };
      expect(job?.['status']).toEqual({
        conditions: [
          { type: 'SuccessCriteriaMet', ...why },
          { type: 'Complete', ...why },
        ],
        startTime: time,
        completionTime: time,
        succeeded: 1,
        terminating: 0,
        ready: 0,
        uncountedTerminatedPods: {},
      });
    });

    it('has an active pod while it runs', async () => {
      const { ref } = await create(opened(), aJob({ namespace, name: 'runs' }));

      const job = await eventually(opened().cluster, ref, (seen) => 'active' in statusOf(seen));

      expect(job?.['status']).toEqual({
        startTime: time,
        active: 1,
        terminating: 0,
        ready: 0,
        uncountedTerminatedPods: {},
      });
    });

    it('leaves a pod that it owns', async () => {
      const { ref, created } = await create(opened(), aJob({ namespace, name: 'owns' }));
      await withCondition(ref, 'Complete');

      const [pod] = await podsOf('owns');

      expect(pod).toMatchObject({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          labels: { 'batch.kubernetes.io/job-name': 'owns', 'job-name': 'owns' },
          ownerReferences: [{ kind: 'Job', name: 'owns', uid: created.metadata.uid }],
        },
        status: {
          phase: 'Succeeded',
          containerStatuses: [
            { name: 'main', state: { terminated: { exitCode: 0, reason: 'Completed' } } },
          ],
        },
      });
    });

    it('that fails says so in its conditions', async () => {
      await opened().failJob({ namespace, name: 'fails' }, 'bench: no such site');
      const { ref } = await create(opened(), aJob({ namespace, name: 'fails' }));

      const job = await withCondition(ref, 'Failed');

      const why = {
        status: 'True',
        lastProbeTime: time,
        lastTransitionTime: time,
        reason: 'BackoffLimitExceeded',
        message: 'Job has reached the specified backoff limit',
      };
      expect(job?.['status']).toEqual({
        conditions: [
          { type: 'FailureTarget', ...why },
          { type: 'Failed', ...why },
        ],
        startTime: time,
        failed: 1,
        terminating: 0,
        ready: 0,
        uncountedTerminatedPods: {},
      });
    });

    it('that fails leaves each pod it tried, with what its container said last', async () => {
      await opened().failJob({ namespace, name: 'tries' }, 'bench: no such site');
      const { ref } = await create(
        opened(),
        aJob({ namespace, name: 'tries' }, { backoffLimit: 1 }),
      );
      await withCondition(ref, 'Failed');

      const pods = await podsOf('tries');

      const terminated = { exitCode: 1, reason: 'Error', message: 'bench: no such site' };
      const containerStatuses = [{ name: 'main', state: { terminated } }];
      expect(pods).toHaveLength(2);
      expect(pods).toMatchObject([
        { status: { phase: 'Failed', containerStatuses } },
        { status: { phase: 'Failed', containerStatuses } },
      ]);
    });

    it('is gone with its pods when its time to live after the end is over', async () => {
      const job = aJob({ namespace, name: 'expires' }, { ttlSecondsAfterFinished: 1 });
      const { ref } = await create(opened(), job);

      await eventuallyGone(opened().cluster, ref);

      expect(await podsOf('expires')).toEqual([]);
    });
  });

  describe('a Deployment', () => {
    it('becomes available in the generation that was asked for', async () => {
      const place = { namespace, name: 'available' };
      const { ref } = await create(opened(), aDeployment(place, 1));
      await withCondition(ref, 'Available');
      await applyToLatest(opened().cluster, aDeployment(place, 2));

      const deployment = await eventually(
        opened().cluster,
        ref,
        (seen) => statusOf(seen)['availableReplicas'] === 2,
      );

      expect(deployment?.['status']).toMatchObject({
        observedGeneration: 2,
        replicas: 2,
        updatedReplicas: 2,
        readyReplicas: 2,
      });
    });

    it('that is scaled to nothing counts no replicas', async () => {
      const place = { namespace, name: 'suspended' };
      const { ref } = await create(opened(), aDeployment(place, 1));
      await eventually(opened().cluster, ref, (seen) => statusOf(seen)['readyReplicas'] === 1);
      await applyToLatest(opened().cluster, aDeployment(place, 0));

      const deployment = await eventually(
        opened().cluster,
        ref,
        (seen) => statusOf(seen)['observedGeneration'] === 2 && !('replicas' in statusOf(seen)),
      );

      expect(deployment?.['status']).not.toHaveProperty('readyReplicas');
      expect(hasCondition(deployment, 'Available')).toBe(true);
    });
  });

  describe('a StatefulSet', () => {
    it('starts without replicas and gets as many as it names, one when it names none', async () => {
      const { created, ref } = await create(opened(), aStatefulSet({ namespace, name: 'set' }));

      const set = await eventually(
        opened().cluster,
        ref,
        (seen) => statusOf(seen)['readyReplicas'] === 1,
      );

      expect(created).toMatchObject({
        metadata: { generation: 1 },
        spec: { replicas: 1 },
        status: { replicas: 0, availableReplicas: 0 },
      });
      expect(set?.['status']).toMatchObject({
        observedGeneration: 1,
        replicas: 1,
        updatedReplicas: 1,
      });
    });
  });

  describe('an Ingress', () => {
    const address = { loadBalancer: { ingress: [{ ip: '203.0.113.7' }] } };
    const hasAddress = (seen: ObservedObject | undefined) =>
      'ingress' in Object(statusOf(seen)['loadBalancer']);

    it('gets an address where its class has a controller, and keeps it', async () => {
      const place = { namespace, name: 'routed' };
      const { ref, created } = await create(opened(), anIngress(place, 'routed.example.com'));

      const routed = await eventually(opened().cluster, ref, hasAddress);
      const changed = await applyToLatest(opened().cluster, anIngress(place, 'b.example.com'));

      expect(created['status']).toEqual({ loadBalancer: {} });
      expect(routed).toMatchObject({ status: address, metadata: { generation: 1 } });
      expect(changed).toMatchObject({ status: address, metadata: { generation: 2 } });
    });

    it('gets none where its class has no controller', async () => {
      const [other, routed] = await Promise.all([
        create(opened(), anIngress({ namespace, name: 'other' }, 'c.example.com', 'other')),
        create(opened(), anIngress({ namespace, name: 'later' }, 'd.example.com')),
      ]);

      await eventually(opened().cluster, routed.ref, hasAddress);

      expect((await opened().cluster.read(other.ref))?.['status']).toEqual({ loadBalancer: {} });
    });
  });

  describe('a PersistentVolumeClaim', () => {
    it('is bound to a volume', async () => {
      const spec = { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '1Gi' } } };
      const metadata = { namespace, name: 'claim' };
      const kind = { apiVersion: 'v1', kind: 'PersistentVolumeClaim' };
      const { ref, created } = await create(opened(), { ...kind, metadata, ...{ spec } });
      expect(created['status']).toEqual({ phase: 'Pending' });

      const claim = await eventually(
        opened().cluster,
        ref,
        (seen) => statusOf(seen)['phase'] === 'Bound',
      );

      expect(claim).toMatchObject({
        spec: { volumeName: `pvc-${created.metadata.uid}`, volumeMode: 'Filesystem' },
        status: { accessModes: ['ReadWriteMany'], capacity: { storage: '1Gi' } },
      });
    });
  });
}

function statusOf(object: ObservedObject | undefined): Readonly<Record<string, unknown>> {
  return (object?.['status'] ?? {}) as Readonly<Record<string, unknown>>;
}

function hasCondition(object: ObservedObject | undefined, type: string): boolean {
  const conditions = (statusOf(object)['conditions'] ?? []) as readonly { type: string }[];
  return conditions.some((condition) => condition.type === type);
}
