import { afterEach, describe, expect, it } from 'vitest';
import type { Cluster } from '../../../../shared/ports/cluster.ts';
import type { WorldParts } from '../../../fakes/engine-world.ts';
import { dyingAt, failingAt, intercepted } from '../../../fakes/faulty-ports.ts';
import {
  aLivingTenant,
  aSuspendedTenant,
  closeLivingTenants,
  type Living,
  memoryOf,
  podsOf,
} from '../../../fakes/living-tenant.ts';

afterEach(closeLivingTenants);

type Turn = 'suspend' | 'resume';

const goals = {
  suspend: { pods: { web: 0, api: 0 }, memory: { web: 3, api: 2 }, status: 'suspended' },
  resume: { pods: { web: 3, api: 2 }, memory: {}, status: 'active' },
} as const;

describe.each<Turn>(['suspend', 'resume'])('to %s', (turn) => {
  const goal = goals[turn];

  async function begin(parts: WorldParts = {}): Promise<Living> {
    const living = turn === 'suspend' ? await aLivingTenant(parts) : await aSuspendedTenant(parts);
    await living.world[turn](living.id);
    return living;
  }

  async function outcome({ world, id }: Living): Promise<object> {
    const { status } = await world.settle(id);
    return { status, pods: await podsOf(world), memory: await memoryOf(world, id) };
  }

  async function countCalls(): Promise<number> {
    let calls = 0;
    const wrapCluster = (cluster: Cluster) =>
      intercepted(cluster, async (call) => {
        calls += 1;
        return await call();
      });
    const living = await begin({ wrapCluster });
    calls = 0;
    await living.world.settle(living.id);
    return calls;
  }

  it('ends the same after dying at any call, before or after it took effect', async () => {
    const calls = await countCalls();
    const deaths = [false, true].flatMap((isAfter) =>
      Array.from({ length: calls }, (_, dieAt) => ({ dieAt, isAfter })),
    );

    for (const death of deaths) {
      const living = await begin();
      const { world, id } = living;
      await expect(world.settle(id, dyingAt(world.ports, death))).rejects.toThrow('killed');

      expect([death, await outcome(living)]).toEqual([death, goal]);
    }
    expect(calls).toBeGreaterThan(6);
  });

  it.each(['retry', 'observe', 'wait'] as const)(
    'ends the same when any call answers once with an error of class %s',
    async (errorClass) => {
      const calls = await countCalls();

      for (let failAt = 0; failAt < calls; failAt += 1) {
        const { world, id } = await begin();
        const cluster = failingAt(world.ports.cluster, failAt, errorClass);
        const { status } = await world.settle(id, { ...world.ports, cluster });

        const pods = await podsOf(world);
        expect([failAt, { status, pods, memory: await memoryOf(world, id) }]).toEqual([
          failAt,
          goal,
        ]);
      }
    },
  );
});
