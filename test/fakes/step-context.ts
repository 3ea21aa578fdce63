import type { StepContext } from '../../shared/provisioning/step-implementation.ts';
import type { EngineWorld } from './engine-world.ts';

/** What the engine would give to the next step of this tenant. */
export async function aStepContext(
  world: EngineWorld,
  tenantId: string,
  overrides: Partial<StepContext> = {},
): Promise<StepContext> {
  const { cluster, store, ports } = world;
  return {
    ...{ cluster, store, systems: {} },
    tenant: await world.tenant(tenantId),
    operation: await world.operation(tenantId),
    now: new Date(world.clock.now()).toISOString(),
    budgets: ports.settings.budgets,
    generateSecret: ports.generateSecret,
    note: () => undefined,
    ...overrides,
  };
}
