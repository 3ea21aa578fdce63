import { describe, expect, it } from 'vitest';
import { aNamespaceIn, create, latest, type Opened } from './cluster-under-test.ts';
import { aConfigMap, aDeployment } from './objects.ts';

/** What a dry run answers, and that it stores nothing. */
export function describeRehearsals(opened: Opened): void {
  describe('dryRun()', () => {
    it('answers the object that a POST would store, and stores nothing', async () => {
      const { cluster } = opened();
      const object = aConfigMap({ namespace: await aNamespaceIn(opened()), name: 'new' });

      const rehearsed = await cluster.dryRun(object);

      expect(rehearsed).toMatchObject({ metadata: { name: 'new' }, data: { a: '1' } });
      expect(rehearsed.metadata?.resourceVersion).toBeUndefined();
      const { namespace = '', name = '' } = object.metadata ?? {};
      const ref = { apiVersion: 'v1', kind: 'ConfigMap', namespace, name };
      expect(await cluster.read(ref)).toBeUndefined();
    });

    it('answers the object that an apply would store, and stores nothing', async () => {
      const { cluster } = opened();
      const place = { namespace: await aNamespaceIn(opened()), name: 'changed' };
      const { ref, created } = await create(opened(), aConfigMap(place));

      const rehearsed = await cluster.dryRun(aConfigMap(place, { b: '2' }), created.metadata);

      expect(rehearsed).toMatchObject({
        data: { b: '2' },
        metadata: { uid: created.metadata.uid },
      });
      const after = await latest(cluster, ref);
      expect(after['data']).toEqual({ a: '1' });
      expect(after.metadata.resourceVersion).toBe(created.metadata.resourceVersion);
    });

    it('refuses what the write would be refused for', async () => {
      const { cluster } = opened();
      const namespace = await aNamespaceIn(opened());
      const nowhere = aConfigMap({ namespace: 'there-is-no-such-namespace', name: 'x' });
      const { created } = await create(opened(), aDeployment({ namespace, name: 'web' }, 0));
      const other = aDeployment({ namespace, name: 'web' }, 0, 'another-selector');
      const late = { ...created.metadata, uid: '00000000-0000-4000-8000-000000000000' };

      await expect(cluster.dryRun(nowhere)).rejects.toMatchObject({ code: 'namespace_missing' });
      await expect(cluster.dryRun(other)).rejects.toMatchObject({ code: 'already_exists' });
      const { metadata } = await latest(cluster, {
        ...{ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: 'web' },
      });
      await expect(cluster.dryRun(other, metadata)).rejects.toMatchObject({
        code: 'invalid_object',
      });
      await expect(cluster.dryRun(other, late)).rejects.toMatchObject({
        code: 'stale_observation',
      });
    });
  });
}
