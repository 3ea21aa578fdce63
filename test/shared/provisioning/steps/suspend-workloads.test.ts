import { afterEach, describe, expect, it } from 'vitest';
import {
  aLivingTenant,
  aSuspendedTenant,
  closeLivingTenants,
  deploymentOf,
  deploymentRef,
  memoryOf,
  podsOf,
  scaleByHand,
} from '../../../fakes/living-tenant.ts';

afterEach(closeLivingTenants);

const namespace = 'workload-acme';

describe('suspendWorkloads()', () => {
  it('scales every workload to nothing and remembers what each had', async () => {
    const { world, id } = await aSuspendedTenant();

    expect(await podsOf(world)).toEqual({ web: 0, api: 0 });
    expect((await world.tenant(id)).scale_memory).toEqual([
      { api_version: 'apps/v1', kind: 'Deployment', namespace, name: 'web', replicas: 3 },
      { api_version: 'apps/v1', kind: 'Deployment', namespace, name: 'api', replicas: 2 },
    ]);
  });

  it('ends when the pods are gone, and the tenant says that it is not ready', async () => {
    const { world, id } = await aSuspendedTenant();

    const [web, { conditions }] = [await deploymentOf(world, 'web'), await world.tenant(id)];

    expect(web['status']).not.toHaveProperty('replicas');
    expect(conditions).toContainEqual(
      expect.objectContaining({ type: 'Ready', status: 'False', reason: 'Suspended' }),
    );
  });

  it('has recorded the numbers before it scales anything', async () => {
    const memories: object[] = [];
    const living = await aLivingTenant({
      wrapCluster: (cluster) => ({
        ...cluster,
        scale: async (ref, replicas, observed) => {
          memories.push(await memoryOf(living.world, living.id));
          return await cluster.scale(ref, replicas, observed);
        },
      }),
    });
    await living.world.suspend(living.id);
    await living.world.settle(living.id);

    expect(memories).toEqual([
      { web: 3, api: 2 },
      { web: 3, api: 2 },
    ]);
  });

  it('remembers a workload that had no pods as such', async () => {
    const { world, id } = await aLivingTenant();
    await scaleByHand(world, 'web', 0);
    await world.suspend(id);
    await world.settle(id);
    const memory = await memoryOf(world, id);

    await world.resume(id);
    await world.settle(id);

    expect(memory).toEqual({ web: 0, api: 2 });
  });

  it('remembers the number that an autoscaler set last', async () => {
    let isScaled = false;
    const { world, id } = await aLivingTenant({
      wrapCluster: (cluster) => ({
        ...cluster,
        scale: async (ref, replicas, observed) => {
          // The autoscaler comes between the look and the scaling, once.
          if (ref.name === 'api' && !isScaled) {
            isScaled = true;
            await scaleByHand(world, 'api', 4);
          }
          return await cluster.scale(ref, replicas, observed);
        },
      }),
    });
    await world.suspend(id);
    await world.settle(id);

    expect(await podsOf(world)).toEqual({ web: 0, api: 0 });
    expect(await memoryOf(world, id)).toEqual({ web: 3, api: 4 });
  });

  it('keeps what is remembered when it runs again on what is suspended', async () => {
    const { world, id } = await aSuspendedTenant();
    await world.resume(id);
    await world.suspend(id);
    await world.settle(id);

    expect(await podsOf(world)).toEqual({ web: 0, api: 0 });
    expect(await memoryOf(world, id)).toEqual({ web: 3, api: 2 });
  });

  it('leaves out a workload that does not exist', async () => {
    const { world, id } = await aLivingTenant();
    await world.cluster.delete(
      deploymentRef('api'),
      (await deploymentOf(world, 'api')).metadata.uid,
    );
    world.clock.advance(10_000);
    await world.suspend(id);

    const { status } = await world.settle(id);

    expect(status).toBe('suspended');
    expect(await memoryOf(world, id)).toEqual({ web: 3 });
  });

  it('never touches the workload of a stranger', async () => {
    const { world, id } = await aLivingTenant();
    const web = await deploymentOf(world, 'web');
    await world.cluster.delete(deploymentRef('web'), web.metadata.uid);
    world.clock.advance(10_000);
    const strange = await world.cluster.create({
      ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace, name: 'web' } },
      ...{ spec: web['spec'] },
    });
    world.clock.advance(10_000);
    await world.suspend(id);

    const tenant = await world.settle(id);

    expect(tenant.error_code).toBe('foreign_object');
    expect((await deploymentOf(world, 'web')).metadata.generation).toBe(
      strange.metadata.generation,
    );
    expect(await podsOf(world)).toEqual({ web: 3, api: 2 });
  });

  it('leaves everything else as it is', async () => {
    const { world, id } = await aLivingTenant();
    const others = async () =>
      await Promise.all(
        ['Service', 'ConfigMap'].map(async (kind) => {
          const list = { apiVersion: 'v1', kind, namespace, limit: 100 };
          return (await world.cluster.list(list)).items;
        }),
      );
    const before = await others();
    await world.suspend(id);
    await world.settle(id);

    expect(await others()).toEqual(before);
  });
});
