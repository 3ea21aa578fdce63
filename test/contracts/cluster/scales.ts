import type { V1Deployment, V1StatefulSet } from '@kubernetes/client-node';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ObjectRef } from '../../../shared/kubernetes/object.ts';
import type { Cluster, Precondition } from '../../../shared/ports/cluster.ts';
import { ClusterError } from '../../../shared/tenant/cluster-error.ts';
import {
  aNamespaceIn,
  applyToLatest,
  create,
  eventually,
  latest,
  type Opened,
} from './cluster-under-test.ts';
import { aConfigMap, aDeployment, aStatefulSet, type Place } from './objects.ts';

const foreignUid = '00000000-0000-4000-8000-000000000000';
const scalesMax = 20;

/** Scales the latest version; controllers may write in between, so it looks again a few times. */
async function scaleLatest(
  cluster: Cluster,
  ref: ObjectRef,
  replicas: number,
): Promise<Precondition> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await cluster.scale(ref, replicas, (await latest(cluster, ref)).metadata);
    } catch (error) {
      const isStale = error instanceof ClusterError && error.code === 'stale_observation';
      if (!isStale || tries === scalesMax) throw error;
    }
  }
}

type Make = (place: Place, replicas?: number) => V1Deployment | V1StatefulSet;

const workloads: readonly (readonly [string, Make])[] = [
  ['deployment', (place, replicas) => aDeployment(place, replicas)],
  ['stateful-set', aStatefulSet],
];

/** Scaling changes a number that nobody owns afterwards: the next apply sets it or leaves it. */
export function describeScale(opened: Opened): void {
  describe.each(workloads)('scale() of a %s', (what, make) => {
    let namespace: string;
    beforeAll(async () => {
      namespace = await aNamespaceIn(opened());
    });
    const place = (name: string): Place => ({ namespace, name: `${what}-${name}` });

    async function scaled(name: string, wants: readonly (number | undefined)[]) {
      const { ref } = await create(opened(), make(place(name), wants[0]));
      for (const replicas of wants.slice(1)) {
        await scaleLatest(opened().cluster, ref, replicas ?? 0);
      }
      return ref;
    }

    async function replicasOf(ref: ObjectRef): Promise<unknown> {
      const { spec } = (await latest(opened().cluster, ref)) as { spec?: { replicas?: unknown } };
      return spec?.replicas;
    }

    it('answers the version that has the number, in the next generation', async () => {
      const ref = await scaled('answers', [1]);

      const after = await scaleLatest(opened().cluster, ref, 2);

      const { metadata } = await latest(opened().cluster, ref);
      expect(metadata).toMatchObject({ uid: after.uid, generation: 2 });
      expect(Number(metadata.resourceVersion)).toBeGreaterThanOrEqual(
        Number(after.resourceVersion),
      );
      expect(await replicasOf(ref)).toBe(2);
    });

    it('to nothing leaves no pod, to a number brings so many', async () => {
      const { cluster } = opened();
      const ref = await scaled('pods', [2]);
      await eventually(cluster, ref, (seen) => status(seen)['readyReplicas'] === 2);

      await scaleLatest(cluster, ref, 0);
      const stopped = await eventually(
        cluster,
        ref,
        (seen) => status(seen)['observedGeneration'] === 2 && hasNoPods(seen),
      );
      await scaleLatest(cluster, ref, 2);
      const back = await eventually(cluster, ref, (seen) => status(seen)['readyReplicas'] === 2);

      expect(status(stopped)['readyReplicas'] ?? 0).toBe(0);
      expect(status(back)).toMatchObject({ observedGeneration: 3, replicas: 2 });
    });

    it('lets the next apply set another number', async () => {
      const ref = await scaled('applied', [3, 0, 3]);

      await applyToLatest(opened().cluster, make(place('applied'), 5));

      expect(await replicasOf(ref)).toBe(5);
    });

    it('never conflicts with an apply, from whichever number to whichever', async () => {
      const ref = await scaled('never', [3, 2]);
      await applyToLatest(opened().cluster, make(place('never'), 5));
      await scaleLatest(opened().cluster, ref, 4);

      await applyToLatest(opened().cluster, make(place('never'), 1));

      expect(await replicasOf(ref)).toBe(1);
    });

    it('is kept by an apply that names no number', async () => {
      const ref = await scaled('kept', [undefined, 3, 0, 3]);

      await applyToLatest(opened().cluster, make(place('kept')));
      await applyToLatest(opened().cluster, make(place('kept')));

      expect(await replicasOf(ref)).toBe(3);
    });

    it('is kept by an apply that names no number any more', async () => {
      const ref = await scaled('given-up', [3, 2]);

      await applyToLatest(opened().cluster, make(place('given-up')));

      expect(await replicasOf(ref)).toBe(2);
    });

    it('is an apply’s own again once that names the same number', async () => {
      const ref = await scaled('own-again', [3, 0]);
      await applyToLatest(opened().cluster, make(place('own-again'), 0));

      await applyToLatest(opened().cluster, make(place('own-again')));

      // Nobody wants a number any more: the default.
      expect(await replicasOf(ref)).toBe(1);
    });

    it('starts no new generation when the number is the same', async () => {
      const ref = await scaled('same', [1, 1]);

      expect((await latest(opened().cluster, ref)).metadata.generation).toBe(1);
    });

    it('refuses a version that is not the latest', async () => {
      const { ref, created } = await create(opened(), make(place('stale'), 1));
      await scaleLatest(opened().cluster, ref, 2);

      const late = opened().cluster.scale(ref, 3, created.metadata);

      await expect(late).rejects.toMatchObject({
        code: 'stale_observation',
        class: 'observe',
        outcome: 'not-done',
        status: 409,
      });
      expect(await replicasOf(ref)).toBe(2);
    });

    it('refuses an object that has another uid', async () => {
      const { ref, created } = await create(opened(), make(place('foreign'), 1));
      const { resourceVersion } = created.metadata;

      const foreign = opened().cluster.scale(ref, 3, { uid: foreignUid, resourceVersion });

      await expect(foreign).rejects.toMatchObject({ code: 'stale_observation' });
    });

    it('refuses an object that does not exist', async () => {
      const { apiVersion = '', kind = '', metadata } = make(place('absent'));
      const ref = { apiVersion, kind, namespace, name: metadata?.name ?? '' };

      const scaling = opened().cluster.scale(ref, 1, { uid: foreignUid, resourceVersion: '1' });

      await expect(scaling).rejects.toMatchObject({
        code: 'stale_observation',
        outcome: 'not-done',
      });
    });

    it('refuses a number below zero', async () => {
      const { ref } = await create(opened(), make(place('negative'), 1));

      await expect(scaleLatest(opened().cluster, ref, -1)).rejects.toMatchObject({
        code: 'invalid_object',
        class: 'terminal',
        status: 422,
      });
    });
  });

  describe('scale()', () => {
    it('refuses a kind that has no pods', async () => {
      const namespace = await aNamespaceIn(opened());
      const { ref, created } = await create(opened(), aConfigMap({ namespace, name: 'plain' }));

      await expect(opened().cluster.scale(ref, 1, created.metadata)).rejects.toMatchObject({
        code: 'unknown_kind',
        class: 'terminal',
        outcome: 'not-done',
        status: 404,
      });
    });
  });
}

/** Those on their way out count too. */
function hasNoPods(object: { readonly [field: string]: unknown } | undefined): boolean {
  const { replicas, terminatingReplicas } = status(object);
  return object !== undefined && !replicas && !terminatingReplicas;
}

function status(object: { readonly [field: string]: unknown } | undefined) {
  return (object?.['status'] ?? {}) as Readonly<Record<string, unknown>>;
}
