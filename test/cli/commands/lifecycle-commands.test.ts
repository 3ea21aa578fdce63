import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Circumstances, type LivingApi, startLivingApi } from '../living-api.ts';

let api: LivingApi;
let id: string;

const idle = { work: async () => undefined };

beforeEach(async () => {
  api = await startLivingApi();
  id = await create({});
});
afterEach(() => api.close());

async function create(circumstances: Circumstances, ...more: readonly string[]): Promise<string> {
  const params = ['--set', 'email=admin@acme.example', ...more, '-o', 'json'];
  const { out } = await api.run(
    ['create', 'frappe', '--slug', 'acme', '--organization', 'Acme Ltd', ...params],
    circumstances,
  );
  return JSON.parse(out).id;
}

async function tenant() {
  return (await api.world.call(`GET /tenants/${id}`)).json;
}

/** The body of the only request that had one. */
function bodyOf({ arrived }: { readonly arrived: readonly { readonly body: string }[] }): unknown {
  return JSON.parse(arrived.find(({ body }) => body !== '')?.body ?? 'null');
}

describe('tenantry update', () => {
  it('changes params and tier, and waits with a line per step', async () => {
    const argv = ['update', 'acme', '--set', 'greeting=moin', '--tier', 'pro', '--wait'];

    const { exitCode, out, err } = await api.run(argv);

    expect(exitCode).toBe(0);
    expect(out).toMatch(/^tier +pro$/m);
    expect(out).toMatch(/^status +active$/m);
    expect(err).toMatch(/^update +apply +succeeded +/m);
    expect(err).toMatch(/^update +set-outputs +succeeded +/m);
    expect(await tenant()).toMatchObject({ params: { greeting: 'moin' }, generation: 2 });
  });

  it('reads the tenant first and sends its ETag', async () => {
    const { calls, arrived } = await api.run(['update', id, '--set', 'greeting=moin'], idle);

    expect(calls).toEqual([`GET /tenants/${id}`, `PATCH /tenants/${id}`]);
    expect(arrived[1]?.headers).toMatchObject({ 'if-match': '"1"' });
    expect(arrived[1]?.headers['idempotency-key']).toMatch(/./);
  });

  it('prints the tenant and how to follow it', async () => {
    const { out, err } = await api.run(['update', id, '--tier', 'pro', '-o', 'json'], idle);

    expect(JSON.parse(out)).toMatchObject({ id, status: 'updating', tier: 'pro' });
    expect(err).toBe(`Follow it with: tenantry watch ${id}\n`);
  });

  it('sends every option as a merge patch', async () => {
    const argv = [
      ...['update', id, '--set', 'greeting=moin', '--unset', 'host', '--organization', 'Acme'],
      ...['--label', 'team=a', '--unset-label', 'area', '--protect', '--tier', 'pro'],
    ];

    const run = await api.run(argv);

    expect(bodyOf(run)).toEqual({
      params: { greeting: 'moin', host: null },
      organization: 'Acme',
      labels: { team: 'a', area: null },
      deletion_protection: true,
      tier: 'pro',
    });
    expect(run.exitCode).toBe(0);
  });

  it.each([
    ['labels', ['--label', 'team=a']],
    ['what is so already', ['--set', 'greeting=hello']],
  ])('is done at once with %s, also with --wait', async (_, options) => {
    const { exitCode, calls, err } = await api.run(['update', id, ...options, '--wait']);

    expect([exitCode, err]).toEqual([0, 'Done: no operation was needed\n']);
    expect(calls).toEqual([`GET /tenants/${id}`, `PATCH /tenants/${id}`]);
  });

  it('merges a values file, of which the command line wins', async () => {
    const stdin = 'slug: acme\ntier: pro\ngreeting: from-file\nhost: null\n';

    const run = await api.run(['update', id, '-f', '-', '--set', 'greeting=moin'], { stdin });

    expect(bodyOf(run)).toEqual({ tier: 'pro', params: { greeting: 'moin', host: null } });
    expect(run.exitCode).toBe(0);
  });

  it('takes the tier from --set, and the command line over the file', async () => {
    const stdin = 'slug: other\n';
    const options = ['--set', 'slug=acme', '--set', 'tier=pro'];

    const run = await api.run(['update', id, '-f', '-', ...options], { stdin });

    expect(bodyOf(run)).toEqual({ tier: 'pro' });
    expect(run.exitCode).toBe(0);
  });

  it('refuses a values file of another tenant and sends nothing', async () => {
    const { exitCode, err, calls } = await api.run(['update', id, '-f', '-'], {
      stdin: 'slug: other',
    });

    expect(exitCode).toBe(1);
    expect(err).toContain('they are of "other", not of "acme", and a slug never changes');
    expect(calls).not.toContain(`PATCH /tenants/${id}`);
  });

  it('protects a tenant from deletion until that is taken back', async () => {
    const marked = await api.run(['update', id, '--protect']);

    const refused = await api.run(['delete', id]);
    const freed = await api.run(['update', id, '--no-protect']);
    const deleted = await api.run(['delete', id, '--wait']);

    expect(marked.out).toMatch(/^protected +from deletion$/m);
    expect(freed.out).not.toMatch(/^protected /m);
    expect(refused).toMatchObject({ exitCode: 1, out: '' });
    expect(refused.err).toContain('code deletion_protected, status 409');
    expect([freed.exitCode, deleted.exitCode]).toEqual([0, 0]);
  });

  it('says what changed when somebody was quicker, and does not try again', async () => {
    const { exitCode, out, err, calls } = await api.run(['update', id, '--set', 'greeting=moin'], {
      before: async (request) => {
        if (!request.startsWith('PATCH')) return;
        const body = { labels: { team: 'a' }, params: { host: 'x.test' }, tier: 'pro' };
        await api.world.call(`PATCH /tenants/${id}`, { body, headers: { 'if-match': '*' } });
        await api.world.engine.settle(id);
      },
    });

    expect([exitCode, out]).toEqual([1, '']);
    expect(err).toMatch(/^Error: Cannot change tenant ".*": it is at generation 2, not 1; /);
    expect(err).toContain(
      [
        '',
        '  tier: "free" -> "pro"',
        '  params.host: not set -> "x.test"',
        '  labels.team: not set -> "a"',
        '  generation 2 since ',
      ].join('\n'),
    );
    expect(err).toContain('; latest operation: update succeeded\n');
    expect(err).toContain('  code generation_mismatch, status 412, request id ');
    expect(calls).toEqual([`GET /tenants/${id}`, `PATCH /tenants/${id}`, `GET /tenants/${id}`]);
    expect((await tenant()).params).not.toHaveProperty('greeting');
  });

  it.each(['1', '"1"'])('changes nothing unless the tenant is at --if-match %s', async (tag) => {
    await api.run(['update', id, '--label', 'team=a']);

    const { exitCode, err } = await api.run(['update', id, '--tier', 'pro', '--if-match', tag]);

    expect(exitCode).toBe(1);
    expect(err).toContain('it is at generation 2, not 1');
    expect((await tenant()).tier).toBe('free');
  });

  it('does it whatever changed with --force', async () => {
    const run = await api.run(['update', id, '--tier', 'pro', '--force']);

    expect(run.exitCode).toBe(0);
    expect(run.arrived.at(-1)?.headers['if-match']).toBe('*');
  });

  it('is safe to run twice with one key', async () => {
    const argv = [
      'update',
      id,
      '--tier',
      'pro',
      '--if-match',
      '1',
      '--idempotency-key',
      'k',
      '--wait',
    ];

    const first = await api.run(argv);
    const second = await api.run(argv);

    expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
    expect((await tenant()).generation).toBe(2);
  });

  it('exits 1 with every fault that the API found', async () => {
    const argv = ['update', id, '--set', 'email=new@acme.example', '--tier', 'huge'];

    const { exitCode, err } = await api.run(argv);

    expect(exitCode).toBe(1);
    expect(err).toMatch(/^ {2}\/tier +/m);
    expect(err).toContain('status 422');
  });

  it('exits 1 with the operation that is under way', async () => {
    const work = async (tenantId: string) => await api.world.engine.look(tenantId);
    await api.run(['update', id, '--set', 'greeting=moin'], { work });

    const { exitCode, err } = await api.run(['update', id, '--set', 'greeting=hi']);

    expect(exitCode).toBe(1);
    expect(err).toMatch(/code operation_running, status 409, request id \S+$/m);
    expect(err).toMatch(/^ {2}Under way: update, (running|waiting) \(\S+\)$/m);
    expect(err).toMatch(/^ {2}Allowed now: cancel, delete$/m);
  });

  it.each([
    [[], 'Nothing to change: give one of --set, --unset, '],
    [['--set', 'greeting'], 'Cannot read --set "greeting": write key=text or key:=json'],
    [['--unset', 'a=b'], 'Cannot read --unset "a=b": write a key such as image.tag'],
    [['--unset', 'a..b'], 'Cannot read --unset "a..b": write a key such as image.tag'],
    [
      ['--set', 'a=1', '--unset', 'a'],
      'Options "--set" and "--unset" contradict each other at "a"',
    ],
    [['--set', 'a.b:=1', '--unset', 'a'], 'contradict each other at "a"'],
    [['--set', 'a=1', '--unset', 'a.b'], 'contradict each other at "a.b"'],
    [['--label', 'team'], 'Cannot read --label "team": write key=value'],
    [['--label', 'a=1', '--unset-label', 'a'], 'contradict each other at "a"'],
    [['--protect', '--no-protect'], 'Options "--protect" and "--no-protect" contradict each other'],
    [['--tier', 'pro', '--force', '--if-match', '3'], '"--force" and "--if-match" contradict'],
    [['--tier', 'pro', '--if-match', 'soon'], 'Option "--if-match" cannot be "soon"'],
    [['--tier', 'pro', '--idempotency-key', 'k'], 'needs --if-match or --force'],
    [['--teir', 'pro'], 'Unknown option "--teir"; did you mean "--tier"?'],
    [['--tier', 'pro', '--timeout', 'soon'], 'Option "--timeout" cannot be "soon"'],
  ])('exits 2 for %j and sends nothing', async (options, message) => {
    const { exitCode, err, calls } = await api.run(['update', id, ...options]);

    expect(err).toContain(message);
    expect([exitCode, calls]).toEqual([2, []]);
  });

  it('takes a key that only begins like another', async () => {
    const run = await api.run(['update', id, '--set', 'host=x', '--unset', 'hosts'], idle);

    expect(bodyOf(run)).toEqual({ params: { host: 'x', hosts: null } });
  });
});

describe('tenantry suspend and resume', () => {
  it('stops a tenant and starts it again', async () => {
    const suspended = await api.run(['suspend', 'acme', '--reason', 'unpaid', '--wait']);
    const resumed = await api.run(['resume', 'acme', '--wait', '-o', 'json']);

    expect(suspended.exitCode).toBe(0);
    expect(suspended.out).toMatch(/^status +suspended$/m);
    expect(suspended.err).toMatch(/^suspend +suspend-apply +succeeded /m);
    expect(resumed.exitCode).toBe(0);
    expect(JSON.parse(resumed.out)).toMatchObject({ status: 'active', generation: 3 });
  });

  it('tells the audit trail why', async () => {
    await api.run(['suspend', id, '--reason', 'unpaid']);

    const { out } = await api.run(['events', id]);

    expect(out).toMatch(/operation\.suspend .*unpaid/);
  });

  it.each([[[]], [['--reason', '']], [['--reason', '  ']]])(
    'exits 2 without a reason: %j',
    async (options) => {
      const { exitCode, err, calls } = await api.run(['suspend', id, ...options]);

      expect(err).toContain('Option "--reason" is needed');
      expect([exitCode, calls]).toEqual([2, []]);
    },
  );

  it('exits 1 with what is allowed instead', async () => {
    const { exitCode, err } = await api.run(['resume', id]);

    expect(exitCode).toBe(1);
    expect(err).toMatch(
      /code action_not_allowed, status 409, .*\n {2}Allowed now: update, upgrade, rollback, suspend, delete\n$/,
    );
  });

  it('sends the ETag that is given', async () => {
    const { exitCode, err } = await api.run([
      ...['suspend', id, '--reason', 'unpaid', '--if-match', '7'],
    ]);

    expect(exitCode).toBe(1);
    expect(err).toContain('code generation_mismatch, status 412');
  });
});

describe('tenantry upgrade and rollback', () => {
  it('changes an image by way of an upgrade and goes back', async () => {
    const upgraded = await api.run(['upgrade', id, '--set', 'greeting=moin', '--wait']);
    const rolledBack = await api.run(['rollback', id, '--wait', '-o', 'json']);

    expect(upgraded.exitCode).toBe(0);
    expect(upgraded.err).toMatch(/^upgrade +apply +succeeded /m);
    expect(rolledBack.exitCode).toBe(0);
    expect(JSON.parse(rolledBack.out)).toMatchObject({ params: { greeting: 'hello' } });
  });

  it('rolls a tenant out again as it is, and brings it to the revision that is named', async () => {
    const upgraded = await api.run(['upgrade', id, '--version', '2.0.0', '-o', 'json']);
    const rolledBack = await api.run(['rollback', id, '--revision', '1', '-o', 'json']);

    expect(JSON.parse(upgraded.out)).toMatchObject({ version: '2.0.0', generation: 2 });
    expect(JSON.parse(rolledBack.out)).toMatchObject({ version: '2.0.0', generation: 3 });
  });

  it('does not go to an older version by an upgrade, and says what does', async () => {
    const { exitCode, err } = await api.run(['upgrade', id, '--version', '1.0.0']);

    expect(exitCode).toBe(1);
    expect(err).toMatch(/^ {2}\/version .*roll ?back/m);
  });

  it('has nothing to do for the revision in force', async () => {
    const { exitCode, err } = await api.run(['rollback', id, '--revision', '1', '--wait']);

    expect([exitCode, err]).toEqual([0, 'Done: no operation was needed\n']);
  });

  it.each([
    [['upgrade', '--version', '9.9.9'], 'status 422'],
    [['rollback'], 'code no_good_revision, status 409'],
    [['rollback', '--revision', '7'], 'code revision_not_found, status 404'],
  ])('exits 1 for %j', async ([action = '', ...options], fact) => {
    const { exitCode, err } = await api.run([action, id, ...options]);

    expect(exitCode).toBe(1);
    expect(err).toContain(fact);
  });

  it.each([
    ['rollback', '--revision', '0'],
    ['rollback', '--revision', 'last'],
    ['upgrade', '--set', 'image'],
    ['upgrade', '--tier', 'pro'],
  ])('exits 2 for %s %s %s', async (action, option, value) => {
    const { exitCode, calls } = await api.run([action, id, option, value]);

    expect([exitCode, calls]).toEqual([2, []]);
  });
});

describe('tenantry cancel', () => {
  it.each([[[]], [['--wait']]])('stops what is under way: %j', async (options) => {
    await api.run(['update', id, '--set', 'greeting=moin'], idle);

    const { exitCode, out, err } = await api.run(['cancel', id, ...options], idle);

    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toMatch(/^operation +update cancelled /m);
  });

  it('exits 1 with the operation that has ended already', async () => {
    const { exitCode, err } = await api.run(['cancel', id]);

    expect(exitCode).toBe(1);
    expect(err).toContain('code operation_ended, status 409');
    expect(err).toMatch(/^ {2}Latest operation: create, succeeded \(\S+\)$/m);
  });
});

describe('tenantry restore', () => {
  const lookOften = {
    work: async (tenantId: string) => {
      for (let looks = 0; looks < 5; looks += 1) await api.world.engine.look(tenantId);
    },
  };

  it('brings back what was deleted, for which nobody waits until it is gone', async () => {
    await api.run(['update', id, '--tier', 'pro']);

    const deleted = await api.run(['delete', id, '--wait'], lookOften);
    const restored = await api.run(['restore', 'acme', '--wait']);

    expect(deleted.exitCode).toBe(0);
    expect(deleted.out).toMatch(/^status +deleting$/m);
    expect(deleted.err).toMatch(/^delete +await-purge +waiting .*can be restored until /m);
    expect(deleted.err).toMatch(
      /^The tenant can be restored until \S+Z; bring it back with: tenantry restore acme\n$/m,
    );
    expect(restored.exitCode).toBe(0);
    expect(restored.out).toMatch(/^status +active$/m);
  });

  it('exits 1 for a tenant that is not deleted', async () => {
    const { exitCode, err } = await api.run(['restore', id]);

    expect(exitCode).toBe(1);
    expect(err).toContain('code action_not_allowed');
  });
});
