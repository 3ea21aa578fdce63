import { afterEach, describe, expect, it } from 'vitest';
import type { Systems } from '../../../shared/ports/systems.ts';
import { aroundSystems } from '../../../shared/provisioning/around-calls.ts';
import { breakerLimits } from '../../../shared/provisioning/breaker-moves.ts';
import { createBreakers } from '../../../shared/provisioning/breakers.ts';
import type { EnginePorts } from '../../../shared/provisioning/engine-ports.ts';
import { SystemError, type SystemFailure } from '../../../shared/tenant/system-error.ts';
import { aHostedBlueprint } from '../../builders/a-hosted-blueprint.ts';
import { aMailingBlueprint } from '../../builders/a-mailing-blueprint.ts';
import { createEngineWorld, type EngineWorld, type WorldParts } from '../../fakes/engine-world.ts';
import { createTenants, runUntil, tenantsOf } from '../../fakes/many-tenants.ts';
import { createMemoryDns } from '../../fakes/memory-dns.ts';
import { createMemoryMail } from '../../fakes/memory-mail.ts';
import { createMemoryTunnel } from '../../fakes/memory-tunnel.ts';
import { seededRandom } from '../../fakes/seeded-random.ts';
import { createSilentLogger } from '../../fakes/silent-logger.ts';

const minuteMs = 60_000;
const open: EngineWorld[] = [];

afterEach(() => {
  for (const world of open.splice(0)) world.close();
});

function failure(what: SystemFailure['what']): SystemError {
  const message = 'Cannot reach it: no answer';
  return new SystemError('dns', { what, message }, { class: 'retry', outcome: 'not-done' });
}

interface Fault {
  error?: SystemError | undefined;
}

/** Tenants with a host each; while `fault` has an error, every call to DNS ends so. Calls are counted. */
function aWorld(fault: Fault) {
  const calls: string[] = [];
  const systems = faulty({ dns: createMemoryDns(), tunnel: createMemoryTunnel() }, fault, calls);
  const world = created({ blueprint: patient(aHostedBlueprint()), systems });
  const logger = createSilentLogger();
  const random = seededRandom(1);
  const worker = (): EnginePorts => ({
    ...world.ports,
    random,
    breakers: createBreakers({ store: world.store, random, logger }),
  });
  const lines = (message: string) => logger.lines.filter((line) => line.message === message);
  return { world, calls, worker, lines };
}

function created(parts: WorldParts): EngineWorld {
  const world = createEngineWorld(parts);
  open.push(world);
  return world;
}

function faulty(systems: Systems, fault: Fault, calls: string[]): Systems {
  return aroundSystems(systems, (name) => async (call) => {
    calls.push(name);
    if (name === 'dns' && fault.error !== undefined) throw fault.error;
    return await call();
  });
}

/** The product with deadlines beyond any outage. */
function patient(product: ReturnType<typeof aHostedBlueprint>) {
  return {
    ...product,
    operationDeadlineMs: 600 * minuteMs,
    steps: (context: Parameters<typeof product.steps>[0]) =>
      product.steps(context).map((step) => ({ ...step, deadlineMs: 300 * minuteMs })),
  };
}

describe('a system that is away for ten minutes', () => {
  it('gets a probe per opening and no call more, and all tenants come through after it', async () => {
    const fault: Fault = { error: failure('unavailable') };
    const { world, calls, worker, lines } = aWorld(fault);
    const ids = await createTenants(world, 50);
    const workers = [worker(), worker(), worker()];

    await runUntil(world, ids, { workers, atMs: world.clock.now() + 10 * minuteMs });

    const openings = lines('Opening breaker').map(({ fields }) => fields?.['dependency']);
    const callsOfOutage = calls.filter((name) => name === 'dns').length;
    const first = workers.length * breakerLimits.failuresMin + workers.length;
    expect(new Set(openings)).toEqual(new Set(['system:dns']));
    expect(openings.length).toBeGreaterThan(8);
    expect(callsOfOutage).toBeLessThanOrEqual(1.2 * (first + openings.length));

    fault.error = undefined;
    await runUntil(world, ids, { workers });

    const settled = await tenantsOf(world, ids);
    expect(new Set(settled.map(({ status }) => status))).toEqual(new Set(['active']));
    expect(lines('Closing breaker')).toHaveLength(1);
  });

  it('is named by the tenants, and what waits for it has not failed', async () => {
    const { world, worker } = aWorld({ error: failure('timeout') });
    const ids = await createTenants(world, 3);

    await runUntil(world, ids, { workers: [worker()], atMs: world.clock.now() + 5 * minuteMs });

    const [tenant] = await tenantsOf(world, ids);
    const { steps } = await world.operation(ids[0] ?? '');
    expect(tenant?.conditions).toContainEqual(
      expect.objectContaining({
        ...{ type: 'Progressing', status: 'True', reason: 'DnsUnavailable' },
        message: expect.stringMatching(/^Cannot call dns: .* nobody calls it before /),
      }),
    );
    expect(steps.find(({ state }) => state === 'waiting')).toMatchObject({ failures: 0 });
  });

  it('holds up nobody who does not need it', async () => {
    const { world, worker, calls } = aWorld({ error: failure('unavailable') });
    const ids = await createTenants(world, 3);
    await runUntil(world, ids, { workers: [worker()], atMs: world.clock.now() + minuteMs });

    const others = await world.store.get('breakers', 'system:tunnel');

    expect(others).toBeUndefined();
    expect(calls).not.toContain('tunnel');
  });

  it.each(['throttled', 'unauthorized', 'conflict', 'refused'] as const)(
    'has answered when it says %s',
    async (what) => {
      const { world, worker } = aWorld({ error: failure(what) });
      const ids = await createTenants(world, 3);

      await runUntil(world, ids, { workers: [worker()], atMs: world.clock.now() + minuteMs });

      expect(await world.store.get('breakers', 'system:dns')).toBeUndefined();
    },
  );
});

describe('a mail server that is away', () => {
  it('opens its breaker, and no tenant waits for it longer than its patience', async () => {
    const mail = createMemoryMail();
    const away = { kind: 'not-done', class: 'retry' } as const;
    mail.failNext(...Array.from({ length: 1_000 }, () => away));
    const world = created({ blueprint: aMailingBlueprint(), systems: { mail } });
    const ids = await createTenants(world, 20);

    await runUntil(world, ids, { workers: [world.ports] });

    expect(await world.store.get('breakers', 'system:mail')).toMatchObject({ state: 'open' });
    expect(mail.attempts()).toBeLessThan(40);
    const settled = await tenantsOf(world, ids);
    expect(new Set(settled.map(({ status }) => status))).toEqual(new Set(['active']));
    for (const id of ids) {
      const step = (await world.operation(id)).steps.at(-1);
      const tookMs = Date.parse(step?.ended_at ?? '') - Date.parse(step?.started_at ?? '');
      expect(tookMs).toBeLessThan(1.5 * minuteMs);
    }
  });
});
