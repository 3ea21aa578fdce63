import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { StepSpec } from '../../../../shared/blueprint/step-spec.ts';
import { cloudflareFaults } from '../../../fakes/cloudflare-faults.ts';
import { openCloudflareWorld } from '../../../fakes/cloudflare-world.ts';
import { createEngineWorld } from '../../../fakes/engine-world.ts';
import { hostSteps, ingressService, runAll, runOnce } from '../../../fakes/host-steps.ts';
import { aStepContext } from '../../../fakes/step-context.ts';

const host = 'acme.example.com';
const stranger = { hostname: 'stranger.example.com', service: 'http://elsewhere' };
const catchAll = { service: 'http_status:404' };
const rule = { hostname: host, service: ingressService, originRequest: { noTLSVerify: true } };

const closings: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

/** The engine's parts before a zone and a tunnel in which somebody else has something too. */
async function open(timeoutMs?: number) {
  const cloudflare = await openCloudflareWorld(timeoutMs === undefined ? {} : { timeoutMs });
  const world = createEngineWorld();
  closings.push(cloudflare.close, world.close);
  const { dns, tunnel, fake } = cloudflare;
  fake.state.plant({ name: stranger.hostname });
  const rest = { 'warp-routing': { enabled: true }, ofTomorrow: [1] };
  fake.state.config = { ingress: [stranger, catchAll], ...rest };
  const someone = async (slug: string) => {
    const { id } = await world.create(slug);
    return await aStepContext(world, id, { systems: { dns, tunnel } });
  };
  return { ...{ fake, world, someone, rest }, advance: world.clock.advance };
}

/** Only a call that hangs shall end by it; one more that does changes nothing but the time. */
const hangTimeoutMs = 150;

/** Calls of a life without faults: a record and a rule made, each removed again. */
const callCounts = { ensure: 5, remove: 6 } as const;

const cases = cloudflareFaults.flatMap((fault) =>
  Object.entries(callCounts).flatMap(([phase, count]) =>
    Array.from({ length: count }, (_, at) => ({ fault, at, phase: phase as 'ensure' | 'remove' })),
  ),
);

describe('the steps of a host', () => {
  it('make as many calls as the faults are counted for', async () => {
    const { fake, someone, advance } = await open();
    const context = await someone('acme');
    await runAll(context, hostSteps(host).ensure, advance);
    const made = fake.arrived.length;
    await runAll(context, hostSteps(host).remove, advance);

    const counts = { ensure: made, remove: fake.arrived.length - made };
    expect(counts).toEqual(callCounts);
  });

  it.each(cases)('come to the same when call $at to $phase meets $fault', async (one) => {
    const { fake, someone, advance, rest } = await open(
      one.fault.startsWith('hang') ? hangTimeoutMs : undefined,
    );
    const { ensure, remove } = hostSteps(host);
    const context = await someone('acme');

    if (one.phase === 'ensure') fake.fault(one);
    await runAll(context, ensure, advance);
    const { records, config } = fake.state;
    const made = structuredClone({ records, config });
    if (one.phase === 'remove') fake.fault(one);
    await runAll(context, remove, advance);

    const names = made.records.map(({ name }) => name);
    expect(names).toEqual([stranger.hostname, host]);
    expect(made.config).toEqual({ ingress: [stranger, rule, catchAll], ...rest });
    expect(fake.state.records.map(({ name }) => name)).toEqual([stranger.hostname]);
    expect(fake.state.config).toEqual({ ingress: [stranger, catchAll], ...rest });
  });

  it.each([2, 10])('lose no rule when %i sign up at once', async (count) => {
    const { fake, someone } = await open();
    const hosts = Array.from({ length: count }, (_, number) => `t${number}.example.com`);
    const all = await Promise.all(
      hosts.map(async (name, at) => ({ name, one: await someone(`t-${at}`) })),
    );

    const runEach = async (specsOf: (name: string) => readonly StepSpec[]) => {
      await Promise.all(all.map(({ one, name }) => runAll(one, specsOf(name), () => pause(5))));
    };
    await runEach((name) => hostSteps(name).ensure.slice(0, 1));

    // The first one is slow to write; the time of the store stands still, so its lock does not end.
    fake.fault({ at: 0, method: 'PUT', fault: 'held' });
    const settled = pause(300).then(fake.letGo);
    await runEach((name) => hostSteps(name).ensure.slice(1));
    await settled;

    expect(fake.state.hosts().toSorted()).toEqual(
      [...hosts, stranger.hostname, undefined].toSorted(),
    );
    expect(fake.state.hosts().at(-1)).toBeUndefined();
    expect(fake.state.records.length).toBe(count + 1);

    await runEach((name) => hostSteps(name).remove);

    expect(fake.state.hosts()).toEqual([stranger.hostname, undefined]);
    expect(fake.state.records.length).toBe(1);
  });

  it('lose no rule to a write that takes effect after its timeout and its lock', async () => {
    const { fake, someone, advance } = await open(1_000);
    const [one, two] = [await someone('one'), await someone('two')];
    const [, ensureOne] = hostSteps('one.example.com').ensure;
    const [, ensureTwo] = hostSteps('two.example.com').ensure;
    if (ensureOne === undefined || ensureTwo === undefined) throw new Error('There is no step');
    fake.fault({ at: 1, fault: 'held' });

    const timedOut = await runOnce(one, ensureOne);
    const meanwhile = await runOnce(two, ensureTwo);
    advance(60_000);
    await runAll(two, [ensureTwo], advance);
    fake.letGo();
    await expect.poll(() => fake.state.hosts()).toContain('one.example.com');
    const lost = fake.state.hosts();
    await runAll(one, [ensureOne], advance);

    expect(timedOut).toMatchObject({ kind: 'wait', reason: 'TunnelTimeout' });
    expect(meanwhile).toMatchObject({ kind: 'wait', reason: 'TunnelBusy' });
    expect(lost).not.toContain('two.example.com');
    expect(fake.state.hosts().toSorted()).toEqual(
      ['one.example.com', 'two.example.com', stranger.hostname, undefined].toSorted(),
    );
  });

  it('wait, and say for what, while the token lacks a right', async () => {
    const { fake, someone } = await open();
    fake.state.isReadOnly = true;
    const context = await someone('acme');

    const results = await Promise.all(
      hostSteps(host).ensure.map(async (spec) => await runOnce(context, spec)),
    );

    expect(results).toMatchObject([
      { kind: 'wait', reason: 'DnsForbidden' },
      { kind: 'wait', reason: 'TunnelForbidden' },
    ]);
  });
});
