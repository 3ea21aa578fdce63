import { afterEach, describe, expect, it } from 'vitest';
import { reconcileTenant } from '../../../shared/use-cases/reconcile-tenant.ts';
import { demoNamespace } from '../../builders/a-blueprint.ts';
import { createEngineWorld, type EngineWorld } from '../../fakes/engine-world.ts';
import { intercepted } from '../../fakes/faulty-ports.ts';
import { createSilentLogger } from '../../fakes/silent-logger.ts';

let world: EngineWorld;
afterEach(() => world.close());

/** The alarms of one tenant's life in that world. */
async function alarmsOf(life: (ports: EngineWorld['ports']) => Promise<unknown>) {
  const logger = createSilentLogger();
  await life({ ...world.ports, logger });
  return logger.lines.filter(({ message }) => message === 'Missing step deadline');
}

describe('reportOverdue()', () => {
  it('raises one alarm when an operation fails by its deadline, naming what it waited for', async () => {
    world = createEngineWorld({ hasNamespace: false });
    const { id } = await world.create('acme');

    const alarms = await alarmsOf(async (ports) => await world.settle(id, ports));

    expect(alarms).toEqual([
      {
        message: 'Missing step deadline',
        fields: expect.objectContaining({
          ...{ tenant_id: id, operation: 'create', step: 'check-prerequisites' },
          waits_for: expect.stringContaining(`Namespace ${demoNamespace}`),
        }),
      },
    ]);
  });

  it('raises one with each attempt of a deletion that goes on past its deadline', async () => {
    const fault = { isOn: false };
    world = createEngineWorld({
      wrapCluster: (cluster) =>
        intercepted(cluster, async (call) => {
          if (fault.isOn) throw new Error('Cannot reach it');
          return await call();
        }),
    });
    const { id } = await world.create('acme');
    await world.settle(id);
    await world.delete(id);
    fault.isOn = true;

    const alarms = await alarmsOf(async (ports) => {
      for (let looks = 0; looks < 30; looks += 1) {
        const { due } = await world.tenant(id);
        world.clock.advance(Math.max(0, Date.parse(due ?? '') - world.clock.now()));
        await reconcileTenant(ports, id);
      }
    });

    expect(alarms.length).toBeGreaterThan(3);
    expect(alarms[0]?.fields).toMatchObject({ tenant_id: id, operation: 'delete' });
    expect((await world.tenant(id)).status).toBe('deleting');
  });

  it('is silent while all goes well', async () => {
    world = createEngineWorld();
    const { id } = await world.create('acme');

    const alarms = await alarmsOf(async (ports) => {
      await world.settle(id, ports);
      await world.delete(id);
      await world.settle(id, ports);
    });

    expect(alarms).toEqual([]);
  });
});
