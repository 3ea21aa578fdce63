import type { Blueprint } from '../../shared/blueprint/blueprint.ts';
import { createBreakers } from '../../shared/provisioning/breakers.ts';
import type { EnginePorts } from '../../shared/provisioning/engine-ports.ts';
import type { Tenant } from '../../shared/tenant/tenant.ts';
import { reconcileTenant } from '../../shared/use-cases/reconcile-tenant.ts';
import type { EngineWorld } from './engine-world.ts';
import { seededRandom } from './seeded-random.ts';
import { createSilentLogger } from './silent-logger.ts';

/** Signs so many tenants up, `acme-0` first; resolves to their ids. */
export async function createTenants(
  { create }: EngineWorld,
  count: number,
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let number = 0; number < count; number += 1) ids.push((await create(`acme-${number}`)).id);
  return ids;
}

/** Their records as they are now. */
export async function tenantsOf({ tenant }: EngineWorld, ids: readonly string[]) {
  return await Promise.all(ids.map(async (id) => await tenant(id)));
}

/** Looks at whoever is due, in order, with the workers by turns, until a time or until nobody is due. */
export async function runUntil(
  world: EngineWorld,
  ids: readonly string[],
  end: RunEnd,
): Promise<void> {
  const { workers, atMs = Number.POSITIVE_INFINITY } = end;
  for (let looks = 0; looks < 20_000; looks += 1) {
    const due = (await tenantsOf(world, ids)).filter((one) => one.due !== null);
    const [next] = due.toSorted((a, b) => dueMs(a) - dueMs(b));
    const worker = workers[looks % workers.length];
    if (next === undefined || worker === undefined || dueMs(next) > atMs) return;
    world.clock.advance(Math.max(0, dueMs(next) - world.clock.now()));
    await reconcileTenant(worker, next.id);
  }
  throw new Error('The tenants do not come to rest');
}

/** Who works, and until when. */
export interface RunEnd {
  readonly workers: readonly EnginePorts[];
  readonly atMs?: number;
}

/** When a tenant is due. */
export function dueMs({ due }: Pick<Tenant, 'due'>): number {
  return Date.parse(due ?? '');
}

const minuteMs = 60_000;

/** The product with deadlines beyond any outage. */
export function patient(product: Blueprint): Blueprint {
  return {
    ...product,
    operationDeadlineMs: 600 * minuteMs,
    steps: (context) =>
      product.steps(context).map((step) => ({ ...step, deadlineMs: 300 * minuteMs })),
  };
}

/** Workers that know nothing of each other, and what they all log. */
export function workersOf(world: EngineWorld) {
  const logger = createSilentLogger();
  const random = seededRandom(1);
  const worker = (): EnginePorts => ({
    ...world.ports,
    random,
    breakers: createBreakers({ store: world.store, random, logger }),
  });
  const lines = (message: string) => logger.lines.filter((line) => line.message === message);
  return { worker, lines };
}
