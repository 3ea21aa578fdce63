import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EnsureTunnelRule, RemoveTunnelRule } from '../../../../shared/blueprint/step-spec.ts';
import type { Tunnel } from '../../../../shared/ports/tunnel.ts';
import type { StepContext } from '../../../../shared/provisioning/step-implementation.ts';
import { ensureTunnelRule } from '../../../../shared/provisioning/steps/ensure-tunnel-rule.ts';
import { removeTunnelRule } from '../../../../shared/provisioning/steps/remove-tunnel-rule.ts';
import { SystemError } from '../../../../shared/tenant/system-error.ts';
import { createEngineWorld, type EngineWorld } from '../../../fakes/engine-world.ts';
import { createMemoryDns } from '../../../fakes/memory-dns.ts';
import { createMemoryTunnel, type MemoryTunnel } from '../../../fakes/memory-tunnel.ts';
import { aStepContext } from '../../../fakes/step-context.ts';

const service = 'https://ingress.example.svc.cluster.local:443';
const catchAll = { service: 'http_status:404' };

const ensure = (host: string): EnsureTunnelRule => ({
  ...{ kind: 'ensure-tunnel-rule', name: 'rule', deadlineMs: 1, host, service },
  noTlsVerify: true,
});
const remove = (host: string): RemoveTunnelRule => ({
  ...{ kind: 'remove-tunnel-rule', name: 'no-rule', deadlineMs: 1, host, service },
});

let world: EngineWorld;
let tunnel: MemoryTunnel;
beforeEach(() => {
  world = createEngineWorld();
  tunnel = createMemoryTunnel();
});
afterEach(() => {
  world.close();
});

async function someone(slug: string, through: Tunnel = tunnel): Promise<StepContext> {
  const { id } = await world.create(slug);
  return await aStepContext(world, id, { systems: { tunnel: through } });
}

function ruleOf(host: string) {
  return { hostname: host, service, originRequest: { noTLSVerify: true } };
}

function isLocked(): Promise<boolean> {
  return world.store.get('locks', 'tunnel:t1').then((lock) => (lock?.holder ?? null) !== null);
}

/** A tunnel at one of whose calls something happens. */
function tunnelWith(calls: Partial<Tunnel>): Tunnel {
  return { id: tunnel.id, read: tunnel.read, write: tunnel.write, ...calls };
}

describe('ensureTunnelRule()', () => {
  it('adds the rule before the catch-all and gives the lock back', async () => {
    const result = await ensureTunnelRule(await someone('acme'), ensure('acme.test'));

    expect(result).toEqual({ kind: 'done' });
    expect(tunnel.document.rules).toEqual([ruleOf('acme.test'), catchAll]);
    expect(await isLocked()).toBe(false);
  });

  it('writes nothing when the rule is there', async () => {
    const context = await someone('acme');
    await ensureTunnelRule(context, ensure('acme.test'));

    const result = await ensureTunnelRule(context, ensure('acme.test'));

    expect(result).toEqual({ kind: 'done', isSkipped: true });
    expect(tunnel.document.version).toBe(2);
  });

  it('never touches a rule by which somebody else leads the host elsewhere', async () => {
    const foreign = { hostname: 'acme.test', service: 'http://elsewhere' };
    tunnel.document = { ...tunnel.document, rules: [foreign, catchAll] };
    const context = await someone('acme');

    const ensured = ensureTunnelRule(context, ensure('acme.test'));

    await expect(ensured).rejects.toMatchObject({ code: 'tunnel_conflict', class: 'terminal' });
    expect(tunnel.document).toMatchObject({ version: 1, rules: [foreign, catchAll] });
    const lock = await world.store.get('locks', 'tunnel:t1');
    expect(lock).toMatchObject({ holder: null, edits: [] });
  });

  it('waits between one and two seconds while another one edits', async () => {
    const reading = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    const slow = tunnelWith({
      read: async () => {
        reading.resolve();
        await go.promise;
        return await tunnel.read();
      },
    });
    const first = ensureTunnelRule(await someone('one', slow), ensure('one.test'));
    await reading.promise;

    const result = await ensureTunnelRule(await someone('two'), ensure('two.test'));
    go.resolve();

    expect(result).toMatchObject({ kind: 'wait', reason: 'TunnelBusy' });
    const afterMs = result.kind === 'wait' ? result.afterMs : 0;
    expect(afterMs).toBeGreaterThanOrEqual(1_000);
    expect(afterMs).toBeLessThan(2_000);
    await expect(first).resolves.toEqual({ kind: 'done' });
  });

  it('does not write when reading took so long that the lock may end', async () => {
    const slow = tunnelWith({
      read: async () => {
        world.clock.advance(60_000);
        return await tunnel.read();
      },
    });

    const result = await ensureTunnelRule(await someone('one', slow), ensure('one.test'));

    expect(result).toMatchObject({ kind: 'wait', reason: 'TunnelBusy' });
    expect(tunnel.document.version).toBe(1);
  });

  it('looks again when somebody else wrote between its read and its write', async () => {
    const meddled = tunnelWith({
      write: async (document) => {
        await tunnel.write({ rules: [catchAll], rest: {} });
        await tunnel.write(document);
      },
    });

    const result = await ensureTunnelRule(await someone('one', meddled), ensure('one.test'));

    expect(result).toMatchObject({ kind: 'wait', reason: 'TunnelChanged' });
    expect(await isLocked()).toBe(false);
  });

  it('looks again when somebody else wrote over its rule', async () => {
    const meddled = tunnelWith({
      write: async () => await tunnel.write({ rules: [catchAll], rest: {} }),
    });
    const context = await someone('one', meddled);

    const result = await ensureTunnelRule(context, ensure('one.test'));
    const again = { ...context, systems: { tunnel } };

    expect(result).toMatchObject({ kind: 'wait', reason: 'TunnelChanged' });
    await expect(ensureTunnelRule(again, ensure('one.test'))).resolves.toEqual({ kind: 'done' });
    expect(tunnel.document.rules).toEqual([ruleOf('one.test'), catchAll]);
  });

  it.each([
    ['not-done', false],
    ['unknown', true],
  ] as const)('after a write of outcome %s holds the lock: %s', async (outcome, isHeld) => {
    const failing = tunnelWith({
      write: async () => {
        const details = { class: 'observe', outcome } as const;
        throw new SystemError('tunnel', { what: 'unavailable', message: 'm' }, details);
      },
    });

    const ensured = ensureTunnelRule(await someone('one', failing), ensure('one.test'));

    await expect(ensured).rejects.toMatchObject({ code: 'tunnel_unavailable' });
    expect(await isLocked()).toBe(isHeld);
  });

  it('mends what a writer who was too slow has undone', async () => {
    const writing = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    const slow = tunnelWith({
      write: async (document) => {
        writing.resolve();
        await go.promise;
        await tunnel.write(document);
      },
    });
    const [one, two] = [await someone('one', slow), await someone('two')];
    const first = ensureTunnelRule(one, ensure('one.test'));
    await writing.promise;
    world.clock.advance(60_000);
    await expect(ensureTunnelRule(two, ensure('two.test'))).resolves.toEqual({ kind: 'done' });

    go.resolve();
    const late = await first;
    const lost = tunnel.document.rules;
    const again = await ensureTunnelRule(one, ensure('one.test'));

    expect(late).toMatchObject({ kind: 'wait', reason: 'TunnelChanged' });
    expect(lost).toEqual([ruleOf('one.test'), catchAll]);
    expect(again).toEqual({ kind: 'done' });
    const hosts = tunnel.document.rules.map(({ hostname }) => hostname).toSorted();
    expect(hosts).toEqual(['one.test', 'two.test', undefined]);
  });

  it('says that there is no tunnel', async () => {
    const context = { ...(await someone('one')), systems: {} };

    await expect(ensureTunnelRule(context, ensure('one.test'))).rejects.toMatchObject({
      code: 'tunnel_not_set_up',
      class: 'terminal',
    });
  });
});

describe('removeTunnelRule()', () => {
  it('removes the rule and no other', async () => {
    const [one, two] = [await someone('one'), await someone('two')];
    await ensureTunnelRule(one, ensure('one.test'));
    await ensureTunnelRule(two, ensure('two.test'));

    const result = await removeTunnelRule(one, remove('one.test'));

    expect(result).toEqual({ kind: 'done' });
    expect(tunnel.document.rules).toEqual([ruleOf('two.test'), catchAll]);
  });

  it('is done when there is none', async () => {
    const result = await removeTunnelRule(await someone('one'), remove('one.test'));

    expect(result).toEqual({ kind: 'done', isSkipped: true });
    expect(tunnel.document.version).toBe(1);
  });

  it('leaves a rule that leads the host elsewhere and is done', async () => {
    const foreign = { hostname: 'one.test', service: 'http://elsewhere' };
    tunnel.document = { ...tunnel.document, rules: [foreign, catchAll] };

    const result = await removeTunnelRule(await someone('one'), remove('one.test'));

    expect(result).toEqual({ kind: 'done', isSkipped: true });
    expect(tunnel.document.rules).toEqual([foreign, catchAll]);
  });

  it("leaves the rule of a host whose DNS record is somebody else's", async () => {
    const platform = { hostname: 'one.test', service };
    tunnel.document = { ...tunnel.document, rules: [platform, catchAll] };
    const dns = createMemoryDns();
    await dns.create({ name: 'one.test', target: 'elsewhere.test', tenantId: 'nobody-here' });
    const context = await someone('one');

    const result = await removeTunnelRule(
      { ...context, systems: { tunnel, dns } },
      remove('one.test'),
    );

    expect(result).toEqual({ kind: 'done', isSkipped: true });
    expect(tunnel.document.rules).toEqual([platform, catchAll]);
  });

  it('leaves a rule for a part of the host alone', async () => {
    const partly = { hostname: 'one.test', service, path: '/hooks' };
    tunnel.document = { ...tunnel.document, rules: [partly, catchAll] };

    await removeTunnelRule(await someone('one'), remove('one.test'));

    expect(tunnel.document.rules).toEqual([partly, catchAll]);
  });

  it('is not undone by a sign-up that remembers the rule', async () => {
    const [one, two] = [await someone('one'), await someone('two')];
    await ensureTunnelRule(one, ensure('one.test'));
    await removeTunnelRule(one, remove('one.test'));

    await ensureTunnelRule(two, ensure('two.test'));

    expect(tunnel.document.rules).toEqual([ruleOf('two.test'), catchAll]);
  });
});
