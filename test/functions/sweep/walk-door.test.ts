import { describe, expect, it } from 'vitest';
import { walkDoor } from '../../../functions/sweep/walk-door.ts';
import { TenantryError } from '../../../shared/tenant/errors.ts';
import { createEngineWorld } from '../../fakes/engine-world.ts';
import { createSilentLogger } from '../../fakes/silent-logger.ts';

function aWalk(verify: () => Promise<void> = async () => undefined) {
  const world = createEngineWorld();
  const walk = { cluster: 'default', deletesOrphans: false, breakerPercent: 20 };
  let connections = 0;
  const door = walkDoor({
    verify,
    logger: createSilentLogger(),
    walkPorts: async () => {
      connections += 1;
      return { ...world.ports, newId: () => 'operation-1', walk };
    },
  });
  const call = async () =>
    await door.open(new Request('http://localhost/walk', { method: 'POST' }), 'r-1');
  return { world, call, connections: () => connections };
}

describe('walkDoor()', () => {
  it('walks over the cluster and says how that stands', async () => {
    const { world, call } = aWalk();
    await world.settle((await world.create('acme')).id);

    const response = await call();

    expect([response.status, await response.json()]).toEqual([
      200,
      expect.objectContaining({
        ...{ number: 1, state: 'open', message: null, ended_at: expect.any(String) },
        counts: expect.objectContaining({ tenants: 1, broken: 0 }),
      }),
    ]);
    world.close();
  });

  it('refuses a stranger without connecting to the cluster', async () => {
    const { world, call, connections } = aWalk(async () => {
      throw new TenantryError('token_invalid', 'Cannot accept the token');
    });

    const { status } = await call();

    expect([status, connections()]).toEqual([403, 0]);
    world.close();
  });

  it('answers 503 when the store cannot be used, so that the job is run again', async () => {
    const { world, call } = aWalk();
    world.close();

    const response = await call();

    expect([response.status, await response.json()]).toEqual([
      503,
      expect.objectContaining({ code: 'store_unavailable' }),
    ]);
  });
});
