import { afterEach, describe, expect, it } from 'vitest';
import { ClusterError } from '../../../../shared/tenant/cluster-error.ts';
import type { EngineWorld, WorldParts } from '../../../fakes/engine-world.ts';
import { dyingAt } from '../../../fakes/faulty-ports.ts';
import {
  aLivingTenant,
  aSuspendedTenant,
  closeLivingTenants,
  deploymentOf,
  deploymentRef,
  type Living,
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

  it('forgets a workload that is gone, which comes back as its blueprint says', async () => {
    const { world, id } = await aSuspendedTenant();
    await world.cluster.delete(
      deploymentRef('api'),
      (await deploymentOf(world, 'api')).metadata.uid,
    );
    world.clock.advance(10_000);
    await world.resume(id);

    const { status, error_message } = await world.settle(id);

    expect([status, error_message]).toEqual(['active', null]);
    expect(await podsOf(world)).toEqual({ web: 3, api: 1 });
    expect(await memoryOf(world, id)).toEqual({});
  });

  it('leaves a workload without pods that had none, whatever killed the run before', async () => {
    for (let dieAt = 0; dieAt < 8; dieAt += 1) {
      for (const isAfter of [false, true]) {
        const { world, id } = await withoutApi();
        await world.resume(id);
        await expect(world.settle(id, dyingAt(world.ports, { dieAt, isAfter }))).rejects.toThrow();

        const { status } = await world.settle(id);

        const pods = await podsOf(world);
        const memory = await memoryOf(world, id);
        const end = { status: 'active', pods: { web: 3, api: 0 }, memory: {} };
        expect([dieAt, isAfter, { status, pods, memory }]).toEqual([dieAt, isAfter, end]);
      }
    }
  });

  it('leaves it its pods when somebody gave it some meanwhile', async () => {
    const { world, id } = await withoutApi();
    await scaleByHand(world, 'api', 1);
    await world.resume(id);
    await world.settle(id);

    expect(await podsOf(world)).toEqual({ web: 3, api: 1 });
  });

  it.each([4, 0])(
    'does not scale back what an autoscaler scaled to %i while another workload refuses',
    async (replicas) => {
      const api = refusing('api', 'retry');
      const { world, id } = await aSuspendedTenant(api.parts);
      api.isRefused = true;
      await world.resume(id);
      await world.look(id);
      const halfway = await memoryOf(world, id);
      await scaleByHand(world, 'web', replicas);
      await world.look(id);
      const pods = await podsOf(world);
      api.isRefused = false;
      await untilDone(world, id);

      expect(halfway).toEqual({ web: 0, api: 2 });
      expect(pods).toEqual({ web: replicas, api: 0 });
      expect(await podsOf(world)).toEqual({ web: replicas, api: 2 });
    },
  );

  it('goes on after an operation that failed: each workload has its pods back once', async () => {
    const api = refusing('api', 'terminal');
    const { world, id } = await aSuspendedTenant(api.parts);
    api.isRefused = true;
    await world.resume(id);
    const failed = await world.settle(id);
    await scaleByHand(world, 'web', 5);
    api.isRefused = false;

    await world.retry(id);
    await untilDone(world, id);

    expect(failed.status).toBe('failed');
    expect(await podsOf(world)).toEqual({ web: 5, api: 2 });
  });

  it('that failed halfway lets a suspension remember what has pods by then', async () => {
    const api = refusing('api', 'terminal');
    const { world, id } = await aSuspendedTenant(api.parts);
    api.isRefused = true;
    await world.resume(id);
    await world.settle(id);
    await scaleByHand(world, 'web', 5);
    api.isRefused = false;
    await world.suspend(id);
    await world.settle(id);

    expect(await podsOf(world)).toEqual({ web: 0, api: 0 });
    expect(await memoryOf(world, id)).toEqual({ web: 5, api: 2 });
  });

  it('that failed halfway leaves without pods what had none, over a second suspension too', async () => {
    const web = refusing('web', 'terminal');
    const { world, id } = await withoutApi(web.parts);
    web.isRefused = true;
    await world.resume(id);
    await world.settle(id);
    web.isRefused = false;
    await world.suspend(id);
    await world.settle(id);
    const memory = await memoryOf(world, id);
    await world.resume(id);
    await world.settle(id);

    expect(memory).toEqual({ web: 3, api: 0 });
    expect(await podsOf(world)).toEqual({ web: 3, api: 0 });
  });

  it('gives what was made while the tenant was suspended the pods that are wanted, once', async () => {
    const { world, id } = await aSuspendedTenant();
    await forget(world, id);
    await world.resume(id);
    await world.look(id);
    const pods = await podsOf(world);
    await scaleByHand(world, 'web', 0);
    await world.look(id);

    expect(pods).toEqual({ web: 3, api: 1 });
    expect(await podsOf(world)).toEqual({ web: 0, api: 1 });
  });
});

/** A tenant that was suspended while `api` had no pods. */
async function withoutApi(parts: WorldParts = {}): Promise<Living> {
  const living = await aLivingTenant(parts);
  const { world, id } = living;
  await scaleByHand(world, 'api', 0);
  await world.suspend(id);
  await world.settle(id);
  expect(await memoryOf(world, id)).toEqual({ web: 3, api: 0 });
  return living;
}

/** A cluster that refuses to scale one workload for as long as `isRefused` is set. */
function refusing(name: string, errorClass: ClusterError['class']) {
  const parts: WorldParts = {
    wrapCluster: (cluster) => ({
      ...cluster,
      scale: async (ref, replicas, observed) => {
        if (refusal.isRefused && ref.name === name) {
          throw new ClusterError('cluster_timeout', 'Cannot scale', {
            class: errorClass,
            outcome: 'not-done',
          });
        }
        return await cluster.scale(ref, replicas, observed);
      },
    }),
  };
  const refusal = { isRefused: false, parts };
  return refusal;
}

/** Looks at the tenant until the step is done: what comes after it applies the blueprint's own numbers. */
async function untilDone(world: EngineWorld, id: string): Promise<void> {
  for (let looks = 0; looks < 50; looks += 1) {
    const { steps } = await world.operation(id);
    if (steps.find(({ name }) => name === 'resume-workloads')?.state === 'succeeded') return;
    const { due } = await world.tenant(id);
    world.clock.advance(Math.max(0, Date.parse(due ?? '') - world.clock.now()));
    await world.look(id);
  }
  throw new Error('The workloads are not resumed');
}

/** As for a workload that a repair made while the tenant was suspended. */
async function forget({ store }: EngineWorld, id: string): Promise<void> {
  await store.transact(async (transaction) => {
    const tenant = await transaction.get('tenants', id);
    if (tenant === undefined) throw new Error('The tenant is not there');
    transaction.put('tenants', id, { ...tenant, scale_memory: [] });
  });
}
