import { beforeAll, describe, expect, it } from 'vitest';
import { refOf } from '../../../shared/kubernetes/object.ts';
import { aNamespaceIn, create, latest, type Opened } from './cluster-under-test.ts';
import { aConfigMap, aSecret } from './objects.ts';

/** Reads, lists and waits tell what is there and never more. */
export function describeReads(opened: Opened): void {
  describe('read()', () => {
    let namespace: string;
    beforeAll(async () => {
      namespace = await aNamespaceIn(opened());
    });

    it('returns the object as it was stored', async () => {
      const { ref, created } = await create(opened(), aConfigMap({ namespace, name: 'read' }));

      expect(await opened().cluster.read(ref)).toEqual(created);
    });

    it('returns undefined for an object that does not exist', async () => {
      expect(
        await opened().cluster.read(refOf(aSecret({ namespace, name: 'no' }))),
      ).toBeUndefined();
    });

    it('returns undefined for an object whose namespace does not exist', async () => {
      const ref = refOf(aSecret({ namespace: `${namespace}-not`, name: 'no' }));

      expect(await opened().cluster.read(ref)).toBeUndefined();
    });

    it('refuses a reference without the namespace that its kind has', async () => {
      const ref = { apiVersion: 'v1', kind: 'Secret', name: 'nowhere' };

      await expect(opened().cluster.read(ref)).rejects.toMatchObject({ code: 'invalid_object' });
    });
  });

  describe('identity()', () => {
    it('returns the uid of kube-system, the same each time', async () => {
      const { cluster } = opened();
      const ref = { apiVersion: 'v1', kind: 'Namespace', name: 'kube-system' };

      const identities = [await cluster.identity(), await cluster.identity()];

      const { uid } = (await latest(cluster, ref)).metadata;
      expect(identities).toEqual([uid, uid]);
    });
  });

  describe('list()', () => {
    const kind = { apiVersion: 'v1', kind: 'ConfigMap' };
    let namespace: string;
    beforeAll(async () => {
      namespace = await aNamespaceIn(opened());
      for (const name of ['one', 'three', 'two']) {
        const object = aConfigMap({ namespace, name });
        const labels = { listed: 'yes', name };
        await opened().cluster.create({ ...object, metadata: { ...object.metadata, labels } });
      }
    });

    it('returns whole objects that name their kind', async () => {
      const { items } = await opened().cluster.list({
        ...kind,
        namespace,
        labelSelector: 'name=one',
        limit: 10,
      });

      const ref = { ...kind, namespace, name: 'one' };
      expect(items).toEqual([await latest(opened().cluster, ref)]);
    });

    it.each([
      ['a value', 'listed=yes', 3],
      ['a value with two signs', 'listed==yes', 3],
      ['a key', 'listed', 3],
      ['two values', 'listed=yes,name=two', 1],
      ['a value that nothing has', 'listed=no', 0],
    ])('selects by %s', async (_what, labelSelector, count) => {
      const { items } = await opened().cluster.list({
        ...kind,
        namespace,
        labelSelector,
        limit: 10,
      });

      expect(items).toHaveLength(count);
    });

    it('selects in all namespaces when none is named', async () => {
      const elsewhere = await aNamespaceIn(opened());
      const labels = { everywhere: namespace };
      for (const space of [namespace, elsewhere]) {
        const object = aConfigMap({ namespace: space, name: 'everywhere' });
        await opened().cluster.create({ ...object, metadata: { ...object.metadata, labels } });
      }

      const labelSelector = `everywhere=${namespace}`;
      const { items } = await opened().cluster.list({ ...kind, labelSelector, limit: 10 });

      expect(items.map(({ metadata }) => metadata.namespace).sort()).toEqual(
        [namespace, elsewhere].sort(),
      );
    });

    it('returns pages that together hold every object once', async () => {
      const { cluster } = opened();
      const request = { ...kind, namespace, labelSelector: 'listed=yes', limit: 2 };

      const first = await cluster.list(request);
      const second = await cluster.list({ ...request, continueToken: first.continueToken ?? '' });

      expect(first.items).toHaveLength(2);
      expect(second.continueToken).toBeUndefined();
      const names = [...first.items, ...second.items].map(({ metadata }) => metadata.name);
      expect(names).toEqual(['one', 'three', 'two']);
    });

    it('never lists secrets', async () => {
      const request = { apiVersion: 'v1', kind: 'Secret', namespace, limit: 1 };

      await expect(opened().cluster.list(request)).rejects.toMatchObject({
        code: 'cluster_forbidden',
        class: 'terminal',
      });
    });

    it.each([0, 501, 1.5])('refuses a limit of %s', async (limit) => {
      await expect(opened().cluster.list({ ...kind, namespace, limit })).rejects.toThrow(
        RangeError,
      );
    });
  });

  describe('awaitChange()', () => {
    const timeoutMs = 8_000;
    let namespace: string;
    beforeAll(async () => {
      namespace = await aNamespaceIn(opened());
    });

    it('resolves when the object changes', async () => {
      const { cluster } = opened();
      const place = { namespace, name: 'changes' };
      const { ref, created } = await create(opened(), aConfigMap(place));
      const { resourceVersion } = created.metadata;

      const change = timed(cluster.awaitChange(ref, { resourceVersion, timeoutMs }));
      await cluster.apply(aConfigMap(place, { a: '2' }), created.metadata);

      expect(await change).toBeLessThan(timeoutMs / 2);
    });

    it('resolves when the object comes into being', async () => {
      const { cluster } = opened();
      const object = aConfigMap({ namespace, name: 'comes' });

      const wait = { resourceVersion: undefined, timeoutMs };
      const change = timed(cluster.awaitChange(refOf(object), wait));
      await cluster.create(object);

      expect(await change).toBeLessThan(timeoutMs / 2);
    });

    it('resolves when the object goes', async () => {
      const { cluster } = opened();
      const { ref, created } = await create(opened(), aConfigMap({ namespace, name: 'goes' }));
      await cluster.delete(ref, created.metadata.uid);

      const { resourceVersion } = created.metadata;
      expect(await timed(cluster.awaitChange(ref, { resourceVersion, timeoutMs }))).toBeLessThan(
        timeoutMs / 2,
      );
    });

    it('resolves for a Secret that changes, which nobody may watch', async () => {
      const { cluster } = opened();
      const { ref, created } = await create(opened(), aSecret({ namespace, name: 'changes' }));
      const { uid, resourceVersion } = created.metadata;

      const change = timed(cluster.awaitChange(ref, { resourceVersion, timeoutMs }));
      await cluster.delete(ref, uid);

      expect(await change).toBeLessThan(timeoutMs / 2);
    });

    it('resolves at the timeout when nothing changes', async () => {
      const { ref, created } = await create(opened(), aConfigMap({ namespace, name: 'still' }));
      const { resourceVersion } = created.metadata;

      const ms = await timed(
        opened().cluster.awaitChange(ref, { resourceVersion, timeoutMs: 1_200 }),
      );

      expect(ms).toBeGreaterThan(1_100);
      expect(ms).toBeLessThan(3_000);
    });

    it('does not reject for a kind that cannot be watched', async () => {
      const ref = { apiVersion: 'example.test/v1', kind: 'Nothing', namespace, name: 'nothing' };

      const wait = { resourceVersion: undefined, timeoutMs: 300 };
      await expect(opened().cluster.awaitChange(ref, wait)).resolves.toBeUndefined();
    });
  });
}

async function timed(work: Promise<void>): Promise<number> {
  const startedMs = performance.now();
  await work;
  return performance.now() - startedMs;
}
