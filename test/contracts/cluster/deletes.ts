import { beforeAll, describe, expect, it } from 'vitest';
import { refOf } from '../../../shared/kubernetes/object.ts';
import {
  aNamespaceIn,
  create,
  eventually,
  eventuallyGone,
  latest,
  type Opened,
} from './cluster-under-test.ts';
import { aConfigMap, aDeployment, aJob, aSecret } from './objects.ts';

/** A delete ends that very object, with what it owns. */
export function describeDelete(opened: Opened): void {
  describe('delete()', () => {
    let namespace: string;
    beforeAll(async () => {
      namespace = await aNamespaceIn(opened());
    });

    it.each([
      ['ConfigMap', aConfigMap],
      ['Secret', aSecret],
      ['Deployment', aDeployment],
      ['Job', aJob],
    ])('ends a %s', async (_kind, build) => {
      const { ref, created } = await create(opened(), build({ namespace, name: 'ends' }));

      await opened().cluster.delete(ref, created.metadata.uid);

      await eventuallyGone(opened().cluster, ref);
    });

    it('succeeds for an object that is gone', async () => {
      const ref = refOf(aConfigMap({ namespace, name: 'never' }));

      await expect(opened().cluster.delete(ref, 'any')).resolves.toBeUndefined();
    });

    it('succeeds twice', async () => {
      const { cluster } = opened();
      const { ref, created } = await create(opened(), aConfigMap({ namespace, name: 'twice' }));
      await cluster.delete(ref, created.metadata.uid);

      await expect(cluster.delete(ref, created.metadata.uid)).resolves.toBeUndefined();
    });

    it('refuses an object that has another uid', async () => {
      const { cluster } = opened();
      const { ref } = await create(opened(), aConfigMap({ namespace, name: 'other' }));

      await expect(cluster.delete(ref, 'another')).rejects.toMatchObject({
        code: 'stale_observation',
        class: 'observe',
        outcome: 'not-done',
        status: 409,
      });
      expect((await latest(cluster, ref)).metadata.deletionTimestamp).toBeUndefined();
    });

    it('makes room for another object of that name with another uid', async () => {
      const object = aConfigMap({ namespace, name: 'again' });
      const { ref, created } = await create(opened(), object);
      await opened().cluster.delete(ref, created.metadata.uid);
      await eventuallyGone(opened().cluster, ref);

      const { created: next } = await create(opened(), object);

      expect(next.metadata.uid).not.toBe(created.metadata.uid);
    });

    it('takes the pods of a Job with it', async () => {
      const { cluster } = opened();
      const { ref, created } = await create(opened(), aJob({ namespace, name: 'with-pods' }));
      const labelSelector = 'batch.kubernetes.io/job-name=with-pods';
      const pods = { apiVersion: 'v1', kind: 'Pod', namespace, labelSelector, limit: 10 };
      await eventually(cluster, ref, (job) => 'startTime' in Object(job?.['status']));

      await cluster.delete(ref, created.metadata.uid);
      await eventuallyGone(cluster, ref);

      expect((await cluster.list(pods)).items).toEqual([]);
    });

    it('ends a namespace with all that is in it, and lets nothing new in meanwhile', async () => {
      const { cluster } = opened();
      const name = await aNamespaceIn(opened());
      const ref = { apiVersion: 'v1', kind: 'Namespace', name };
      const content = await create(opened(), aConfigMap({ namespace: name, name: 'content' }));
      await cluster.delete(ref, (await latest(cluster, ref)).metadata.uid);

      expect(await latest(cluster, ref)).toMatchObject({
        metadata: { deletionTimestamp: expect.any(String) },
        status: { phase: 'Terminating' },
      });
      await expect(
        cluster.create(aConfigMap({ namespace: name, name: 'late' })),
      ).rejects.toMatchObject({
        code: 'namespace_terminating',
        class: 'wait',
        outcome: 'not-done',
        status: 403,
      });
      await expect(
        cluster.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
      ).rejects.toMatchObject({
        code: 'object_terminating',
        class: 'wait',
        outcome: 'not-done',
        status: 409,
      });
      await eventuallyGone(cluster, ref);
      expect(await cluster.read(content.ref)).toBeUndefined();
    });
  });
}
