import { afterEach, describe, expect, it } from 'vitest';
import { reconcileTenant } from '../../../../shared/use-cases/reconcile-tenant.ts';
import {
  aSuspendedTenant,
  closeLivingTenants,
  deploymentOf,
  deploymentRef,
  memoryOf,
  podsOf,
  scaleByHand,
} from '../../../fakes/living-tenant.ts';

afterEach(closeLivingTenants);

describe('resumeWorkloads()', () => {
  it('brings back exactly what ran before and forgets it', async () => {
    const { world, id } = await aSuspendedTenant();
    await world.resume(id);

    const { status } = await world.settle(id);

    expect(status).toBe('active');
    expect(await podsOf(world)).toEqual({ web: 3, api: 2 });
    expect(await memoryOf(world, id)).toEqual({});
    expect((await deploymentOf(world, 'web'))['status']).toMatchObject({ readyReplicas: 3 });
  });

  it('brings back what ran before although somebody scaled it meanwhile', async () => {
    const { world, id } = await aSuspendedTenant();
    await scaleByHand(world, 'web', 1);
    await world.resume(id);
    await world.settle(id);

    expect(await podsOf(world)).toEqual({ web: 3, api: 2 });
  });

  it('does not scale back what an autoscaler scaled since', async () => {
    const living = await aSuspendedTenant({
      wrapCluster: (cluster) => ({
        ...cluster,
        scale: async (ref, replicas, observed) => {
          const scaled = await cluster.scale(ref, replicas, observed);
          // At once after the pods are back.
          return ref.name === 'api' && replicas > 0 ? await cluster.scale(ref, 4, scaled) : scaled;
        },
      }),
    });
    await living.world.resume(living.id);
    await living.world.settle(living.id);

    expect(await podsOf(living.world)).toEqual({ web: 3, api: 4 });
  });

  it('forgets a workload that is gone, so that the next suspension knows nothing of it', async () => {
    const { world, id } = await aSuspendedTenant();
    await world.cluster.delete(
      deploymentRef('api'),
      (await deploymentOf(world, 'api')).metadata.uid,
    );
    world.clock.advance(10_000);
    await world.resume(id);

    for (let looks = 0; looks < 3; looks += 1) await reconcileTenant(world.ports, id);

    expect(await memoryOf(world, id)).toEqual({});
  });
});
