import { afterEach, describe, expect, it } from 'vitest';
import type { Dns } from '../../../shared/ports/dns.ts';
import type { Store } from '../../../shared/ports/store.ts';
import type { Systems } from '../../../shared/ports/systems.ts';
import { aroundSystems } from '../../../shared/provisioning/around-calls.ts';
import { breakerLimits } from '../../../shared/provisioning/breaker-moves.ts';
import { createBreakers } from '../../../shared/provisioning/breakers.ts';
import type { EnginePorts } from '../../../shared/provisioning/engine-ports.ts';
import { gateSystems } from '../../../shared/provisioning/gate-systems.ts';
import { SystemError, type SystemFailure } from '../../../shared/tenant/system-error.ts';
import { reconcileTenant } from '../../../shared/use-cases/reconcile-tenant.ts';
import { aHostedBlueprint } from '../../builders/a-hosted-blueprint.ts';
import { aMailingBlueprint } from '../../builders/a-mailing-blueprint.ts';
import { createEngineWorld, type EngineWorld, type WorldParts } from '../../fakes/engine-world.ts';
import {
  createTenants,
  patient,
  runUntil,
  tenantsOf,
  workersOf,
} from '../../fakes/many-tenants.ts';
import { createMemoryDns } from '../../fakes/memory-dns.ts';
import { createMemoryMail } from '../../fakes/memory-mail.ts';
import { createMemoryTunnel } from '../../fakes/memory-tunnel.ts';
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
  return { world, calls, ...workersOf(world) };
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

describe('gateSystems()', () => {
  const budgets = { callMs: 1_000, workMs: 6_000, leaseMs: 10_000, marginMs: 500 };

  /** DNS behind an open breaker whose time is over, so that the next call tries. */
  async function probing(find: Dns['find'], store?: Breaks) {
    const { world, worker } = aWorld({});
    const tenant = await world.create('acme');
    const { breakers } = worker();
    for (const tenantId of ['a', 'b', 'a', 'b', 'a']) {
      const caller = { dependency: 'system:dns', tenantId };
      const call = async () => await Promise.reject(failure('unavailable'));
      await expect(breakers.watch(caller, call)).rejects.toThrow('no answer');
    }
    world.clock.advance(breakerLimits.firstMs);
    const logger = createSilentLogger();
    const own =
      store === undefined
        ? breakers
        : createBreakers({ store: store(world.store), random: () => 0.5, logger });
    const now = new Date(world.clock.now()).toISOString();
    const gate = { store: world.store, breakers: own, random: () => 0.5, tenant, now, budgets };
    const { dns } = gateSystems({ dns: { ...createMemoryDns(), find } }, gate);
    if (dns === undefined) throw new Error('There is no DNS');
    const record = async () => await world.store.get('breakers', 'system:dns');
    return { dns, record, logger };
  }

  type Breaks = (store: Store) => Pick<Store, 'transact'>;

  it('closes the breaker when a call is answered', async () => {
    const { dns, record } = await probing(async () => undefined);

    await dns.find('acme.demo.test');

    expect(await record()).toMatchObject({ state: 'closed' });
  });

  it('opens it again when the call that tries fails', async () => {
    const { dns, record } = await probing(async () => await Promise.reject(failure('timeout')));

    await expect(dns.find('acme.demo.test')).rejects.toThrow('no answer');

    expect(await record()).toMatchObject({ state: 'open', openings: 2 });
  });

  it('leaves it as it is when the call came to nothing that says anything', async () => {
    const { dns, record } = await probing(async () => await Promise.reject(new TypeError('oops')));

    await expect(dns.find('acme.demo.test')).rejects.toThrow('oops');

    expect(await record()).toMatchObject({ state: 'probing' });
  });

  it('gives the answer of the call although the breaker cannot be written', async () => {
    let transactions = 0;
    const { dns, logger } = await probing(
      async () => undefined,
      (store) => ({
        transact: async (work) => {
          transactions += 1;
          if (transactions > 1) throw new Error('No store');
          return await store.transact(work);
        },
      }),
    );

    expect(await dns.find('acme.demo.test')).toBeUndefined();
    expect(logger.lines).toMatchObject([{ message: 'Ending probe failed' }]);
  });

  it('does not let a call start when looking at the breaker took the lease’s time', async () => {
    const { world, worker, calls } = aWorld({});
    const { id } = await world.create('acme');
    const slow: EnginePorts = { ...worker() };
    const get: Store['get'] = async (collection, key) => {
      if (collection === 'breakers' && key === 'system:dns') world.clock.advance(60_000);
      return await world.store.get(collection, key);
    };

    await reconcileTenant({ ...slow, store: { ...slow.store, get } }, id);

    expect(calls).toEqual([]);
  });
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
