import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planSchema } from '../../../functions/schemas/plan-schema.ts';
import { type LivingApi, startLivingApi } from '../living-api.ts';

let api: LivingApi;
let id: string;

const newTenant = [
  ...['--slug', 'acme', '--organization', 'Acme Ltd', '--set', 'email=admin@acme.example'],
];

beforeEach(async () => {
  api = await startLivingApi();
});
afterEach(() => api.close());

async function create(): Promise<void> {
  const { out } = await api.run(['create', 'frappe', ...newTenant, '-o', 'json']);
  id = JSON.parse(out).id;
}

/** The plan_id that `tenantry plan … -o json` prints. */
async function planned(...argv: readonly string[]): Promise<string> {
  const { out } = await api.run(['plan', ...argv, '-o', 'json']);
  return JSON.parse(out).plan_id;
}

async function generation(): Promise<number> {
  return (await api.world.call(`GET /tenants/${id}`)).json.generation;
}

describe('tenantry plan', () => {
  it('shows the objects and fields that a change touches, and writes nothing', async () => {
    await create();

    const { exitCode, out, err } = await api.run(['plan', 'acme', '--set', 'greeting=moin']);

    expect(exitCode).toBe(0);
    expect(out).toMatch(
      /^~ ConfigMap demo\/acme-\w+-greeting\n {4}\/data\/greeting: "hello" -> "moin"$/m,
    );
    expect(out).toMatch(/^Steps of the update:\n {4}check-prerequisites$/m);
    expect(out).toMatch(/^ {4}set-up \(runs Job demo\/acme-\w+-set-up\)$/m);
    expect(out).toMatch(/^0 to create, 1 to change, 0 to delete, \d+ unchanged$/m);
    expect(err).toMatch(/^To carry out exactly this, add: --plan-id \S+\n$/);
    expect(await generation()).toBe(1);
  });

  it('writes the plan as it is with -o json, and nothing beside it', async () => {
    await create();

    const { out, err } = await api.run(['plan', id, '--tier', 'pro', '-o', 'json']);

    const plan = JSON.parse(out);
    expect(planSchema.strict().parse(plan)).toEqual(plan);
    expect(plan).toMatchObject({ tenant_id: id, operation: 'update', mode: 'offline' });
    expect(err).toBe('');
  });

  it('says so when there is nothing to change', async () => {
    await create();

    const { exitCode, out, err } = await api.run(['plan', id, '--set', 'greeting=hello']);

    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toMatch(/^Nothing to change\n/);
    expect(out).not.toContain('to create');
  });

  it('shows what a new tenant would get', async () => {
    const { exitCode, out, calls } = await api.run(['plan', '--product', 'frappe', ...newTenant]);

    expect(exitCode).toBe(0);
    expect(calls).toEqual(['POST /tenants/plan']);
    expect(out).toMatch(/^\+ ConfigMap demo\/acme-\w+-greeting$/m);
    expect(out).toMatch(/^Steps of the create:$/m);
    expect(out).toMatch(/^Warning: .* \(names_not_final\)\n$/m);
  });

  it('warns at the end of what cannot be undone', async () => {
    await create();

    const { out } = await api.run(['plan', id, '--set', 'greeting=burn']);

    expect(out).toMatch(/^ {4}set-up \(runs .*; cannot be undone\)$/m);
    expect(out).toMatch(/^Warning: .* no rollback .* \(irreversible_step\)\n$/m);
  });

  it('shows what a deletion takes away', async () => {
    await create();

    const { out } = await api.run(['plan', id, 'delete']);

    expect(out).toMatch(/^- ConfigMap demo\/acme-\w+-greeting/m);
    expect(out).toMatch(/\(deletion_final\)\n$/);
  });

  it.each([
    [['suspend', '--reason', 'unpaid'], { action: 'suspend', reason: 'unpaid' }],
    [
      ['upgrade', '--version', '2.0.0', '--set', 'greeting=moin'],
      { action: 'upgrade', version: '2.0.0', params: { greeting: 'moin' } },
    ],
    [['update', '--set', 'tier=pro'], { action: 'update', tier: 'pro' }],
    [['rollback', '--revision', '1'], { action: 'rollback', revision: 1 }],
    [
      ['update', '--protect', '--label', 'team=a', '--unset', 'greeting'],
      {
        action: 'update',
        deletion_protection: true,
        labels: { team: 'a' },
        params: { greeting: null },
      },
    ],
  ])('asks the API for %j', async (argv, body) => {
    await create();

    const { exitCode, arrived } = await api.run(['plan', id, ...argv]);

    expect(exitCode).toBe(0);
    expect(arrived.at(-1)).toMatchObject({ method: 'POST', url: `/tenants/${id}/plan` });
    expect(JSON.parse(arrived.at(-1)?.body ?? '')).toEqual(body);
  });

  it('merges a values file as update does', async () => {
    await create();

    const { arrived } = await api.run(['plan', id, '-f', '-'], { stdin: 'tier: pro\nhost: x' });

    expect(JSON.parse(arrived.at(-1)?.body ?? '')).toEqual({
      action: 'update',
      tier: 'pro',
      params: { host: 'x' },
    });
  });

  it('compares with the cluster with --live', async () => {
    await create();

    const { exitCode, out, calls } = await api.run([
      ...['plan', id, '--set', 'greeting=moin', '--live', '-o', 'json'],
    ]);

    expect(exitCode).toBe(0);
    expect(calls.at(-1)).toBe(`POST /tenants/${id}/plan?mode=live`);
    expect(JSON.parse(out)).toMatchObject({ mode: 'live' });
  });

  it('exits 1 for what the change would be refused for', async () => {
    await create();

    const { exitCode, out, err } = await api.run(['plan', id, 'resume']);

    expect([exitCode, out]).toEqual([1, '']);
    expect(err).toContain('code action_not_allowed, status 409');
    expect(err).toMatch(/^ {2}Allowed now: update, /m);
  });

  it.each([
    [['acme'], 'Nothing to change'],
    [[], 'Missing <tenant>, or --product for a new tenant'],
    [['acme', 'explode'], 'Cannot plan "explode": write one of update, '],
    [['acme', 'suspend'], 'Option "--reason" is needed'],
    [
      ['acme', 'suspend', '--reason', 'x', '--tier', 'pro'],
      '"--tier" does not go with a plan of suspend',
    ],
    [['acme', 'resume', '--protect'], '"--protect" does not go with a plan of resume'],
    [['acme', '--reason', 'x'], '"--reason" does not go with a plan of update'],
    [['acme', '--slug', 'other'], '"--slug" does not go with a plan of update'],
    [['--product', 'frappe', '--unset', 'x'], '"--unset" does not go with a plan of create'],
    [['--product', 'frappe', '--if-match', '1'], '"--if-match" does not go with a plan of create'],
    [['acme', 'rollback', '--revision', '0'], 'Option "--revision" cannot be "0"'],
    [['acme', '--set', 'greeting'], 'Cannot read --set "greeting"'],
    [['acme', '--tier', 'pro', '--wait'], 'Unknown option "--wait"'],
  ])('exits 2 for %j and sends nothing', async (argv, message) => {
    const { exitCode, err, calls } = await api.run(['plan', ...argv]);

    expect(err).toContain(message);
    expect([exitCode, calls]).toEqual([2, []]);
  });
});

describe('--plan-id', () => {
  it.each([
    ['update', ['--set', 'greeting=moin']],
    ['upgrade', ['--set', 'greeting=moin']],
    ['suspend', ['--reason', 'unpaid']],
    ['delete', []],
  ])('carries out the planned %s', async (action, options) => {
    await create();
    const plan = await planned(id, action, ...options);

    const run = await api.run([action, id, ...options, '--plan-id', plan]);

    expect(run.err).not.toContain('Error');
    expect(run.exitCode).toBe(0);
  });

  it('creates the planned tenant', async () => {
    const plan = await planned('--product', 'frappe', ...newTenant);

    const argv = ['create', 'frappe', ...newTenant, '--plan-id', plan];
    const { exitCode, arrived } = await api.run(argv);

    expect(exitCode).toBe(0);
    expect(JSON.parse(arrived[0]?.body ?? '')).toMatchObject({ plan_id: plan });
  });

  it('does nothing when the tenant has changed since', async () => {
    await create();
    const plan = await planned(id, '--tier', 'pro');
    await api.run(['update', id, '--label', 'team=a']);

    const { exitCode, err } = await api.run(['update', id, '--tier', 'pro', '--plan-id', plan]);

    expect(exitCode).toBe(1);
    expect(err).toContain('make a new plan and look at it');
    expect(err).toContain('code plan_stale, status 409');
    expect(await generation()).toBe(2);
  });

  it('does nothing but what was planned', async () => {
    await create();
    const plan = await planned(id, '--tier', 'pro');

    const { exitCode, err } = await api.run(['delete', id, '--plan-id', plan]);

    expect(exitCode).toBe(1);
    expect(err).toContain('code plan_mismatch');
    expect(await generation()).toBe(1);
  });
});
