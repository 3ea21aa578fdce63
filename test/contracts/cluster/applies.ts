import { beforeAll, describe, expect, it } from 'vitest';
import { refOf } from '../../../shared/kubernetes/object.ts';
import {
  aNamespaceIn,
  applyToLatest,
  create,
  eventuallyGone,
  latest,
  type Opened,
} from './cluster-under-test.ts';
import { aConfigMap, aDeployment, aJob } from './objects.ts';

const foreignUid = '00000000-0000-4000-8000-000000000000';

/** An apply changes exactly what was observed, and only what is Tenantry's. */
export function describeApply(opened: Opened): void {
  describe('apply()', () => {
    let namespace: string;
    beforeAll(async () => {
      namespace = await aNamespaceIn(opened());
    });

    it('changes a value that was created', async () => {
      const place = { namespace, name: 'changed' };
      const { created } = await create(opened(), aConfigMap(place));

      const applied = await opened().cluster.apply(aConfigMap(place, { a: '2' }), created.metadata);

      expect(applied).toMatchObject({ metadata: { uid: created.metadata.uid }, data: { a: '2' } });
      expect(applied.metadata.resourceVersion).not.toBe(created.metadata.resourceVersion);
    });

    it('takes out what was created and is not wanted any more', async () => {
      const place = { namespace, name: 'dropped' };
      const { created } = await create(opened(), aConfigMap(place, { a: '1', b: '1' }));

      const applied = await opened().cluster.apply(aConfigMap(place, { a: '1' }), created.metadata);

      expect(applied['data']).toEqual({ a: '1' });
    });

    it('takes out what was applied and is not wanted any more', async () => {
      const { cluster } = opened();
      const place = { namespace, name: 'dropped-later' };
      const { created } = await create(opened(), aConfigMap(place));
      const applied = await cluster.apply(aConfigMap(place, { a: '1', b: '1' }), created.metadata);

      const again = await cluster.apply(aConfigMap(place, { b: '2' }), applied.metadata);

      expect(again['data']).toEqual({ b: '2' });
    });

    it('writes nothing when everything is as wanted', async () => {
      const { cluster } = opened();
      const place = { namespace, name: 'same' };
      const { created } = await create(opened(), aConfigMap(place));
      const applied = await cluster.apply(aConfigMap(place, { a: '2' }), created.metadata);

      const again = await cluster.apply(aConfigMap(place, { a: '2' }), applied.metadata);

      expect(again.metadata.resourceVersion).toBe(applied.metadata.resourceVersion);
    });

    it('changes and removes labels and annotations', async () => {
      const { cluster } = opened();
      const object = aConfigMap({ namespace, name: 'labels' });
      const metadata = { ...object.metadata, labels: { a: '1', b: '1' }, annotations: { c: '1' } };
      const { created } = await create(opened(), { ...object, metadata });
      const wanted = { ...object, metadata: { ...object.metadata, labels: { a: '2' } } };

      const applied = await cluster.apply(wanted, created.metadata);

      expect(applied.metadata.labels).toEqual({ a: '2' });
      expect(applied.metadata.annotations).toBeUndefined();
    });

    it('keeps what the API server added', async () => {
      const place = { namespace, name: 'kept' };
      const { created } = await create(opened(), aDeployment(place, 1));

      const applied = await applyToLatest(opened().cluster, aDeployment(place, 2));

      expect(applied).toMatchObject({
        metadata: { uid: created.metadata.uid, generation: 2 },
        spec: { replicas: 2, selector: { matchLabels: { app: 'a' } } },
      });
    });

    it('puts a default back in the place of what is not wanted any more', async () => {
      const place = { namespace, name: 'defaulted' };
      await create(opened(), aDeployment(place, 3));

      const applied = await applyToLatest(opened().cluster, aDeployment(place));

      expect(applied['spec']).toMatchObject({ replicas: 1 });
    });

    it('leaves the generation alone when only labels change', async () => {
      const place = { namespace, name: 'generation' };
      const object = aDeployment(place, 1);
      await create(opened(), object);
      const labelled = { ...object, metadata: { ...place, labels: { a: '1' } } };

      const applied = await applyToLatest(opened().cluster, labelled);

      expect(applied.metadata.generation).toBe(1);
    });

    it('refuses a version that is not the latest', async () => {
      const place = { namespace, name: 'stale' };
      const { created } = await create(opened(), aConfigMap(place));
      await opened().cluster.apply(aConfigMap(place, { a: '2' }), created.metadata);

      const late = opened().cluster.apply(aConfigMap(place, { a: '3' }), created.metadata);

      await expect(late).rejects.toMatchObject({
        code: 'stale_observation',
        class: 'observe',
        outcome: 'not-done',
        status: 409,
      });
    });

    it('refuses an object that has another uid', async () => {
      const place = { namespace, name: 'foreign' };
      const { created } = await create(opened(), aConfigMap(place));
      const { resourceVersion } = created.metadata;

      const foreign = opened().cluster.apply(aConfigMap(place), {
        uid: foreignUid,
        resourceVersion,
      });

      await expect(foreign).rejects.toMatchObject({
        code: 'stale_observation',
        outcome: 'not-done',
      });
    });

    it('refuses an object that does not exist instead of creating it', async () => {
      const { cluster } = opened();
      const object = aConfigMap({ namespace, name: 'absent' });

      const applied = cluster.apply(object, { uid: foreignUid, resourceVersion: '1' });

      await expect(applied).rejects.toMatchObject({ code: 'stale_observation' });
      expect(await cluster.read(refOf(object))).toBeUndefined();
    });

    it('refuses to change the template of a Job', async () => {
      const place = { namespace, name: 'template' };
      await create(opened(), aJob(place));
      const template = {
        spec: { containers: [{ name: 'other', image: 'b' }], restartPolicy: 'Never' },
      };

      const applied = applyToLatest(opened().cluster, aJob(place, { template }));

      await expect(applied).rejects.toMatchObject({
        code: 'invalid_object',
        class: 'terminal',
        outcome: 'not-done',
        status: 422,
      });
    });

    it('refuses to change the selector of a Deployment', async () => {
      const place = { namespace, name: 'selector' };
      await create(opened(), aDeployment(place, 1));

      const applied = applyToLatest(opened().cluster, aDeployment(place, 1, 'b'));

      await expect(applied).rejects.toMatchObject({ code: 'invalid_object', status: 422 });
    });

    it('changes a terminating namespace, so that success there means nothing', async () => {
      const { cluster } = opened();
      const name = await aNamespaceIn(opened());
      const ref = { apiVersion: 'v1', kind: 'Namespace', name };
      await cluster.create(aConfigMap({ namespace: name, name: 'content' }));
      await cluster.delete(ref, (await latest(cluster, ref)).metadata.uid);
      const metadata = { name, labels: { late: 'yes' } };

      const applied = await applyToLatest(cluster, {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata,
      });

      expect(applied.metadata.deletionTimestamp).toBeDefined();
      await eventuallyGone(cluster, ref);
    });
  });
}
