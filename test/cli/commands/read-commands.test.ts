import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { acmeId, recorded } from '../recorded/recorded-answers.ts';
import { runCommand } from './run-command.ts';

const script = {
  'GET /tenants': 'tenants',
  [`GET /tenants/${acmeId}`]: 'tenant_active',
  [`GET /tenants/${acmeId}/status`]: 'status_active',
  [`GET /tenants/${acmeId}/events`]: 'events',
  [`GET /tenants/${acmeId}/operations`]: {
    status: 200,
    body: { operations: [recorded('operation_succeeded').body], next_cursor: null },
  },
  'GET /products': 'products',
  'GET /products/frappe': 'product',
  'GET /products/frapp': 'product_not_found',
};

describe('tenantry get', () => {
  it('shows a tenant by its slug', async () => {
    const { exitCode, out, calls } = await runCommand(['get', 'acme'], script);

    expect(exitCode).toBe(0);
    expect(calls).toEqual(['GET /tenants?sort=slug&q=acme&limit=200', `GET /tenants/${acmeId}`]);
    expect(out).toMatch(/^site +https:\/\/acme\.kairos\.app$/m);
    expect(out).toMatch(/^labels +team=a$/m);
    expect(out).toMatch(/^Ready +True +Ready +All objects are ready$/m);
  });

  it('writes YAML that holds the answer', async () => {
    const { out } = await runCommand(['get', acmeId, '-o', 'yaml'], script);

    expect(parse(out)).toEqual(recorded('tenant_active').body);
  });

  it.each([
    ['tenant_not_found', 404],
    ['tenant_deleted', 410],
  ])('exits 1 for %s', async (code, status) => {
    const answers = { [`GET /tenants/${acmeId}`]: code };

    const { exitCode, out, err } = await runCommand(['get', acmeId], answers);

    expect(exitCode).toBe(1);
    expect(out).toBe('');
    expect(err).toContain(`code ${code}, status ${status}, request id `);
  });
});

describe('tenantry status', () => {
  it('shows where the tenant stands', async () => {
    const { exitCode, out, calls } = await runCommand(['status', acmeId], script);

    expect(exitCode).toBe(0);
    expect(calls).toEqual([`GET /tenants/${acmeId}/status?wait=0`]);
    expect(out).toMatch(/^status +active$/m);
  });

  it('lets the server wait', async () => {
    const { calls } = await runCommand(['status', acmeId, '--wait', '30'], script);

    expect(calls).toEqual([`GET /tenants/${acmeId}/status?wait=30`]);
  });

  it('exits 2 for a wait that the server does not do', async () => {
    const { exitCode, calls } = await runCommand(['status', acmeId, '--wait', '31'], script);

    expect([exitCode, calls]).toEqual([2, []]);
  });
});

describe('tenantry list', () => {
  it('shows a tenant a line', async () => {
    const { exitCode, out, err } = await runCommand(['list'], script);

    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toMatch(
      /^SLUG +PRODUCT +STATUS +HEALTH +TIER +AGE +ID\nacme +frappe +active +healthy /,
    );
  });

  it('sends every filter', async () => {
    const { calls } = await runCommand(
      [
        ...['list', '--product', 'frappe', '--status', 'failed', '--tier', 'standard'],
        ...['--cluster', 'default', '--label', 'team=a=b', '--prefix', 'ac'],
        ...['--limit', '7', '--cursor', 'c'],
      ],
      script,
    );

    expect(calls).toEqual([
      'GET /tenants?product=frappe&status=failed&tier=standard&cluster=default&q=ac&sort=slug&label.team=a%3Db&limit=7&cursor=c',
    ]);
  });

  it('reads all pages with --all', async () => {
    const tenants = recorded('tenants').body['tenants'];
    const first = { status: 200, body: { tenants, next_cursor: 'next' } };

    const { out, calls } = await runCommand(['list', '--all', '-o', 'json'], {
      'GET /tenants': [first, 'tenants'],
    });

    expect(calls).toEqual(['GET /tenants?limit=200', 'GET /tenants?limit=200&cursor=next']);
    expect(JSON.parse(out)).toMatchObject({ tenants: { length: 2 }, next_cursor: null });
  });

  it('says on stderr that there is more', async () => {
    const page = { status: 200, body: { tenants: [], next_cursor: 'next' } };

    const { exitCode, err } = await runCommand(['list'], { 'GET /tenants': page });

    expect([exitCode, err]).toEqual([0, 'There is more: add --cursor next\n']);
  });

  it.each([
    [['--label', 'team']],
    [['--prefix', 'a', '--sort', 'created_at']],
    [['--limit', '0']],
    [['extra']],
  ])('exits 2 for %j', async (options) => {
    const { exitCode, calls } = await runCommand(['list', ...options], script);

    expect([exitCode, calls]).toEqual([2, []]);
  });
});

describe('tenantry events', () => {
  it('shows an event a line', async () => {
    const { exitCode, out } = await runCommand(['events', acmeId], script);

    expect(exitCode).toBe(0);
    expect(out).toMatch(/^1 +\S+Z +operation\.create +anonymous +Asked to create$/m);
  });

  it('writes the page as it is with -o json', async () => {
    const { out } = await runCommand(['events', acmeId, '-o', 'json'], script);

    expect(JSON.parse(out)).toEqual(recorded('events').body);
  });
});

describe('tenantry operations', () => {
  it('shows an operation a line', async () => {
    const { exitCode, out } = await runCommand(['operations', acmeId], script);

    expect(exitCode).toBe(0);
    expect(out).toMatch(/^create +succeeded +5\/5 /m);
    expect(out).not.toContain('provision-site');
  });

  it('shows the steps with --steps', async () => {
    const { out } = await runCommand(['operations', acmeId, '--steps'], script);

    expect(out).toMatch(/^STEP OF CREATE \w{8} +STATE +ATTEMPTS +DETAIL$/m);
    expect(out).toMatch(/^provision-site +succeeded +\d+ +\d+\.\ds$/m);
  });
});

describe('tenantry products', () => {
  it('lists the products', async () => {
    const { out } = await runCommand(['products'], script);

    expect(out).toMatch(/^frappe +\d+\.\d+\.\d+ +standard\* +A Frappe site/m);
  });

  it('shows the params of one', async () => {
    const { out } = await runCommand(['products', 'frappe'], script);

    expect(out).toMatch(/^email +string +yes +Address of the first user/m);
    expect(out).toMatch(/^apps +array +\["kairos"\] +Apps to install/m);
  });

  it('exits 1 for one that is not there', async () => {
    const { exitCode, err } = await runCommand(['products', 'frapp'], script);

    expect(exitCode).toBe(1);
    expect(err).toContain('code product_not_found, status 404');
  });
});
