import { afterEach, describe, expect, it } from 'vitest';
import type { Cluster } from '../../../shared/ports/cluster.ts';
import { breakerLimits } from '../../../shared/provisioning/breaker-moves.ts';
import { createBreakers } from '../../../shared/provisioning/breakers.ts';
import { ClusterError } from '../../../shared/tenant/cluster-error.ts';
import { aBlueprint } from '../../builders/a-blueprint.ts';
import { createEngineWorld, type EngineWorld } from '../../fakes/engine-world.ts';
import { intercepted } from '../../fakes/faulty-ports.ts';
import { isUniform } from '../../fakes/is-uniform.ts';
import {
  createTenants,
  dueMs,
  patient,
  runUntil,
  tenantsOf,
  workersOf,
} from '../../fakes/many-tenants.ts';
import { createSilentLogger } from '../../fakes/silent-logger.ts';

const minuteMs = 60_000;
const open: EngineWorld[] = [];

afterEach(() => {
  for (const world of open.splice(0)) world.close();
});

const outage = (status?: number) =>
  new ClusterError('cluster_unavailable', 'Cannot read "Namespace kube-system": no answer', {
    ...{ class: 'retry', outcome: 'not-done' },
    ...(status !== undefined && { status }),
  });

/** A world of tenants whose cluster fails while `fault` gives an error; every call is counted. */
function aWorld(fault: { error?: ClusterError | undefined }) {
  const calls: number[] = [];
  const world: EngineWorld = createEngineWorld({
    blueprint: patient(aBlueprint()),
    wrapCluster: (cluster) =>
      intercepted(cluster, async (call) => {
        calls.push(world.clock.now());
        if (fault.error !== undefined) throw fault.error;
        return await call();
      }),
  });
  open.push(world);
  return { world, calls, ...workersOf(world) };
}

describe('a cluster that is away for ten minutes', () => {
  it('gets a probe per opening and no call more, and brings all 50 tenants to active after it', async () => {
    const fault: { error?: ClusterError | undefined } = { error: outage() };
    const { world, calls, worker, lines } = aWorld(fault);
    const ids = await createTenants(world, 50);
    const workers = [worker(), worker(), worker()];
    const backAtMs = world.clock.now() + 10 * minuteMs;

    await runUntil(world, ids, { workers, atMs: backAtMs });

    const openings = lines('Opening breaker').map(({ fields }) => fields);
    const callsOfOutage = calls.length;
    // What every worker fails with before the first opening; each of the others ends a probe.
    const first = workers.length * breakerLimits.failuresMin + workers.length;
    expect(openings.length).toBeGreaterThan(8);
    expect(openings.length).toBeLessThan(25);
    expect(callsOfOutage).toBeLessThanOrEqual(1.2 * (first + openings.length));
    expect(callsOfOutage).toBeLessThan(50);
    const waiting = await tenantsOf(world, ids);
    expect(new Set(waiting.map(({ status }) => status))).toEqual(new Set(['provisioning']));

    fault.error = undefined;
    await runUntil(world, ids, { workers });

    const settled = await tenantsOf(world, ids);
    expect(new Set(settled.map(({ status }) => status))).toEqual(new Set(['active']));
    expect(lines('Closing breaker')).toHaveLength(1);
    const firstCall = calls[callsOfOutage] ?? 0;
    expect(firstCall - backAtMs).toBeLessThan(1.5 * breakerLimits.lastMs);
  });

  it('has those who wait come back spread over a window, none of them too late', async () => {
    const { world, worker } = aWorld({ error: outage() });
    const ids = await createTenants(world, 50);
    const backAtMs = world.clock.now() + 10 * minuteMs;

    await runUntil(world, ids, { workers: [worker()], atMs: backAtMs });

    const breaker = await world.store.get('breakers', 'cluster:default');
    if (breaker?.state !== 'open') throw new Error('The breaker is not open');
    const [since, until] = [Date.parse(breaker.since), Date.parse(breaker.until)];
    const dues = (await tenantsOf(world, ids)).map(dueMs).filter((due) => due >= until);
    const positions = dues.map((due) => (due - until) / ((until - since) / 2));
    expect(positions.length).toBeGreaterThan(20);
    expect(isUniform(positions)).toBe(true);
  });

  it('is named by the tenants, and what waits for it has not failed', async () => {
    const { world, worker } = aWorld({ error: outage(503) });
    const ids = await createTenants(world, 3);

    await runUntil(world, ids, { workers: [worker()], atMs: world.clock.now() + 5 * minuteMs });

    const [tenant] = await tenantsOf(world, ids);
    const { steps } = await world.operation(ids[0] ?? '');
    expect(tenant?.conditions).toContainEqual(
      expect.objectContaining({
        ...{ type: 'Progressing', status: 'True', reason: 'ClusterUnavailable' },
        message: expect.stringMatching(
          /^Cluster "default" does not answer; nobody calls it before /,
        ),
      }),
    );
    expect(steps[0]).toMatchObject({ state: 'waiting', failures: 0, error: null });
  });

  it('does not keep a step from its deadline', async () => {
    const world = createEngineWorld({
      wrapCluster: (cluster) =>
        intercepted(cluster, async () => {
          throw outage();
        }),
    });
    open.push(world);
    const ids = await createTenants(world, 2);

    await runUntil(world, ids, { workers: [world.ports] });

    const [tenant] = await tenantsOf(world, ids);
    expect(tenant).toMatchObject({ status: 'failed', error_code: 'deadline_exceeded' });
    expect(tenant?.error_message).toContain('Cluster "default" does not answer');
  });
});

describe('createBreakers()', () => {
  const caller = (tenantId: string) => ({ dependency: 'cluster:default', tenantId });

  async function failing(error: Error, tenantIds: readonly string[]) {
    const { world, worker, lines } = aWorld({});
    const { breakers, cluster } = worker();
    const away: Cluster = {
      ...cluster,
      identity: async () => {
        throw error;
      },
    };
    for (const tenantId of tenantIds) {
      await expect(breakers.watch(caller(tenantId), away.identity)).rejects.toBe(error);
    }
    const record = await world.store.get('breakers', 'cluster:default');
    return { world, breakers, record, lines, away, cluster };
  }

  it('opens after so many failures in a row, once', async () => {
    const { record, lines } = await failing(outage(), ['a', 'b', 'a', 'b', 'a', 'b', 'a', 'b']);

    expect(record).toMatchObject({ state: 'open', openings: 1 });
    expect(lines('Opening breaker')).toHaveLength(1);
  });

  it.each([
    ['one tenant alone', outage(), ['a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a']],
    ['too few failures', outage(), ['a', 'b', 'a', 'b']],
    ['a proxy that answers 404', outage(404), ['a', 'b', 'a', 'b', 'a', 'b']],
    [
      'a server that refuses',
      new ClusterError('cluster_throttled', 'Cannot read: too many', {
        ...{ class: 'retry', outcome: 'not-done', status: 429 },
      }),
      ['a', 'b', 'a', 'b', 'a', 'b'],
    ],
    [
      'a webhook that is away',
      new ClusterError('webhook_unavailable', 'Cannot apply: no webhook', {
        ...{ class: 'retry', outcome: 'not-done', status: 500 },
      }),
      ['a', 'b', 'a', 'b', 'a', 'b'],
    ],
  ])('stays closed for %s', async (_name, error, tenantIds) => {
    const { record } = await failing(error, tenantIds);

    expect(record).toBeUndefined();
  });

  it('begins to count anew after an answer', async () => {
    const { breakers, away, cluster, world } = await failing(outage(), ['a', 'b', 'a', 'b']);

    await breakers.watch(caller('a'), cluster.identity);
    await expect(breakers.watch(caller('a'), away.identity)).rejects.toThrow('no answer');

    expect(await world.store.get('breakers', 'cluster:default')).toBeUndefined();
  });

  it('lets exactly one of many try when the time has come', async () => {
    const { breakers, world } = await failing(outage(), ['a', 'b', 'a', 'b', 'a']);
    world.clock.advance(breakerLimits.firstMs);

    const taken = await Promise.all(
      Array.from({ length: 10 }, (_, number) =>
        breakers.takeProbe({
          dependency: 'cluster:default',
          id: `worker-${number}`,
          probeMs: 1_000,
        }),
      ),
    );

    expect(taken.filter((one) => one === 'probe')).toHaveLength(1);
  });

  it('does not let a worker end the probe of another', async () => {
    const { breakers, world } = await failing(outage(), ['a', 'b', 'a', 'b', 'a']);
    world.clock.advance(breakerLimits.firstMs);
    await breakers.takeProbe({ dependency: 'cluster:default', id: 'slow', probeMs: 1_000 });
    world.clock.advance(1_000);
    await breakers.takeProbe({ dependency: 'cluster:default', id: 'next', probeMs: 1_000 });

    await breakers.endProbe({ dependency: 'cluster:default', id: 'slow', probeMs: 1_000 }, false);

    expect(await world.store.get('breakers', 'cluster:default')).toMatchObject({
      ...{ state: 'probing', prober: 'next' },
    });
  });

  it('passes on what the cluster said when the record cannot be written', async () => {
    const store = { transact: async () => await Promise.reject(new Error('No store')) };
    const logger = createSilentLogger();
    const breakers = createBreakers({ store, random: Math.random, logger });
    const { world } = aWorld({});
    const error = outage();
    const identity = async () => await Promise.reject(error);
    const away: Cluster = { ...world.cluster, identity };

    for (const tenantId of ['a', 'b', 'a', 'b', 'a']) {
      await expect(breakers.watch(caller(tenantId), away.identity)).rejects.toBe(error);
    }

    expect(logger.lines).toMatchObject([{ message: 'Opening breaker failed' }]);
  });
});
