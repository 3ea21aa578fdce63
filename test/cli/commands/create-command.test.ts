import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  acmeId,
  brokenId,
  createId,
  operationIdOf,
  recorded,
} from '../recorded/recorded-answers.ts';
import { hangUp } from '../scripted-api.ts';
import { type Run, runCommand } from './run-command.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenantry-cli-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const brokenCreateId = operationIdOf('created_broken');
const full = [
  ...['create', 'frappe', '--slug', 'acme', '--organization', 'Acme Ltd'],
  ...['--set', 'email=ada@acme.example', '--set', 'apps:=["kairos"]', '--tier', 'standard'],
  ...['--label', 'team=a', '--label', 'example.com/x=1', '--cluster', 'default'],
];
const created = { 'POST /tenants': 'created', 'GET /products/frappe': 'product' };

function bodyOf({ arrived }: Run): unknown {
  return JSON.parse(arrived.find(({ method }) => method === 'POST')?.body ?? 'null');
}

function values(text: string): string {
  const path = join(folder, 'values.yaml');
  writeFileSync(path, text);
  return path;
}

describe('tenantry create', () => {
  it('sends all options as the body, with a key of its own', async () => {
    const run = await runCommand(full, created);

    expect(run.exitCode).toBe(0);
    expect(bodyOf(run)).toEqual({
      product: 'frappe',
      slug: 'acme',
      organization: 'Acme Ltd',
      params: { email: 'ada@acme.example', apps: ['kairos'] },
      tier: 'standard',
      labels: { team: 'a', 'example.com/x': '1' },
      cluster: 'default',
    });
    expect(run.arrived[0]?.headers['idempotency-key']).toBe('11111111-2222-4333-8444-555555555555');
  });

  it('sends nothing that was not given', async () => {
    const run = await runCommand(['create', '--set', 'email=a@b.c'], created);

    expect(bodyOf(run)).toEqual({ params: { email: 'a@b.c' } });
  });

  it('sends the key that is given', async () => {
    const run = await runCommand(['create', '--idempotency-key', 'order-17'], created);

    expect(run.arrived[0]?.headers['idempotency-key']).toBe('order-17');
  });

  it('sends the API key', async () => {
    const run = await runCommand(full, created, { environment: { TENANTRY_TOKEN: 'secret' } });

    expect(run.arrived[0]?.headers['x-api-key']).toBe('secret');
  });

  it('repeats a lost wish with the same key', async () => {
    const run = await runCommand(full, { 'POST /tenants': [hangUp, 'created'] });

    expect(run.exitCode).toBe(0);
    expect(new Set(run.arrived.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(run.calls).toEqual(['POST /tenants', 'POST /tenants']);
  });

  it('prints the tenant and how to follow it', async () => {
    const { out, err } = await runCommand(full, created);

    expect(out).toMatch(/^slug +acme$/m);
    expect(out).toMatch(/^status +queued$/m);
    expect(err).toBe(`Follow it with: tenantry watch ${acmeId}\n`);
  });

  it('prints the answer as it is with -o json', async () => {
    const { out } = await runCommand([...full, '-o', 'json'], created);

    expect(JSON.parse(out)).toEqual(recorded('created').body);
  });

  it.each([
    ['slug: acme\norganization: Acme Ltd\nemail: a@b.c\n'],
    ['subdomain: acme\norganization: Acme Ltd\nemail: a@b.c\n'],
    ['{"tenant": {"orgSlug": "acme"}, "organization": "Acme Ltd", "email": "a@b.c"}'],
  ])('takes slug and organization out of a values file: %j', async (text) => {
    const run = await runCommand(['create', 'frappe', '-f', values(text)], created);

    expect(bodyOf(run)).toEqual({
      product: 'frappe',
      slug: 'acme',
      organization: 'Acme Ltd',
      params: { email: 'a@b.c' },
    });
  });

  it('reads stdin for -f -', async () => {
    const run = await runCommand(['create', '-f', '-'], created, { stdin: 'email: a@b.c' });

    expect(bodyOf(run)).toEqual({ params: { email: 'a@b.c' } });
  });

  it('leaves a param of the product where it is', async () => {
    const properties = { tenantSubdomain: { type: 'string' } };
    const product = { status: 200, body: { name: 'isp', params: { properties } } };
    const script = { 'POST /tenants': 'created', 'GET /products/isp': product };
    const file = values('tenantSubdomain: acme\ntier: pro\n');

    const run = await runCommand(['create', 'isp', '-f', file], script);

    expect(bodyOf(run)).toEqual({
      product: 'isp',
      slug: 'acme',
      tier: 'pro',
      params: { tenantSubdomain: 'acme' },
    });
  });

  const properties = { tenant: { type: 'object' }, tier: { type: 'string' } };
  const chart = {
    'POST /tenants': 'created',
    'GET /products/chart': { status: 200, body: { name: 'chart', params: { properties } } },
  };
  const chartValues = 'tenant: {orgSlug: from-file, userId: u}\ntier: free\n';

  it.each([
    [['--set', 'tier=pro', '--set', 'tenant.orgSlug=acme']],
    [['--set', 'tier=pro', '--slug', 'acme']],
    [['--tier', 'pro', '--slug', 'acme']],
    [['--tier', 'pro', '--slug', 'acme', '--set', 'tier=agency']],
  ])('takes tier and slug of %j over the same params of the file', async (options) => {
    const file = values(chartValues);

    const run = await runCommand(['create', 'chart', '-f', file, ...options], chart);

    expect(bodyOf(run)).toEqual({
      product: 'chart',
      slug: 'acme',
      tier: 'pro',
      params: { tenant: { orgSlug: 'acme', userId: 'u' }, tier: 'pro' },
    });
  });

  it('takes the tier from --set without a file', async () => {
    const run = await runCommand(['create', '--set', 'tier=pro', '--set', 'email=a@b.c'], created);

    expect(bodyOf(run)).toEqual({ tier: 'pro', params: { email: 'a@b.c' } });
  });

  it('lets the command line win over the file', async () => {
    const file = values('slug: from-file\nimage: {tag: v1, repository: r}\n');
    const argv = ['create', '-f', file, '--slug', 'acme', '--set', 'image.tag=v2'];

    const run = await runCommand(argv, created);

    expect(bodyOf(run)).toEqual({
      slug: 'acme',
      params: { image: { tag: 'v2', repository: 'r' } },
    });
  });

  it.each([
    [['--label', 'team'], 'Cannot read --label "team": write key=value'],
    [['--set', 'email'], 'Cannot read --set "email": write key=text or key:=json'],
    [['--timeout', 'soon', '--wait'], 'Option "--timeout" cannot be "soon"'],
  ])('exits 2 for %j and sends nothing', async (options, message) => {
    const run = await runCommand(['create', ...options], created);

    expect(run.exitCode).toBe(2);
    expect(run.err).toContain(`Error: ${message}`);
    expect(run.calls).toEqual([]);
  });

  it('exits 1 with every fault of a values file and sends nothing', async () => {
    const run = await runCommand(['create', '-f', values('slug: 1\ntier: 2')], created);

    expect(run.exitCode).toBe(1);
    expect(run.err).toMatch(/^ {2}\/slug +wrong_type .*\n {2}\/tier +wrong_type /m);
    expect(run.calls).toEqual([]);
  });

  it('exits 1 with every fault that the API found', async () => {
    const run = await runCommand(full, { 'POST /tenants': 'invalid' });

    expect(run.exitCode).toBe(1);
    expect(run.out).toBe('');
    const { errors, request_id } = recorded('invalid').body;
    for (const { pointer } of errors as readonly { readonly pointer: string }[]) {
      expect(run.err).toContain(`  ${pointer} `);
    }
    expect(run.err).toContain(`code invalid_input, status 422, request id ${request_id}`);
  });

  it('exits 1 for a taken slug and names the tenant that has it', async () => {
    const { exitCode, err } = await runCommand(full, { 'POST /tenants': 'slug_taken' });

    expect(exitCode).toBe(1);
    expect(err).toContain(`code slug_taken, tenant_id ${acmeId}, status 409`);
  });

  it('waits with --wait, with a line per step on stderr and the tenant on stdout', async () => {
    const { exitCode, out, err } = await runCommand([...full, '--wait', '-o', 'json'], {
      ...created,
      [`GET /tenants/${acmeId}/status`]: ['status_waiting', 'status_active'],
      [`GET /operations/${createId}`]: ['operation_waiting', 'operation_succeeded'],
      [`GET /tenants/${acmeId}`]: 'tenant_active',
    });

    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toEqual(recorded('tenant_active').body);
    expect(err.split('\n').map((line) => line.split(/ +/).slice(1, 3).join(' '))).toEqual([
      'check-prerequisites succeeded',
      'ensure-credentials succeeded',
      'provision-site waiting',
      'provision-site succeeded',
      'await-ready succeeded',
      'set-outputs succeeded',
      '',
    ]);
  });

  it('exits 1 when the tenant fails, after it was printed', async () => {
    const { exitCode, out, err } = await runCommand(['create', '--wait'], {
      'POST /tenants': 'created_broken',
      [`GET /tenants/${brokenId}/status`]: 'status_deleting',
      [`GET /operations/${brokenCreateId}`]: 'operation_failed',
      [`GET /tenants/${brokenId}`]: 'tenant_failed',
    });

    expect(exitCode).toBe(1);
    expect(out).toMatch(/^status +failed$/m);
    expect(err).toMatch(
      /^Error: Cannot create tenant "broken": step provision-site: .*Access denied.* \(job_failed\)$/m,
    );
  });

  it('exits 1 when somebody asked for something else meanwhile', async () => {
    const superseded = { ...recorded('operation_superseded').body, id: brokenCreateId };
    const { exitCode, err } = await runCommand(['create', '--wait'], {
      'POST /tenants': 'created_broken',
      [`GET /tenants/${brokenId}/status`]: 'status_deleting',
      [`GET /operations/${brokenCreateId}`]: { status: 200, body: superseded },
      [`GET /tenants/${brokenId}`]: 'tenant_failed',
    });

    expect(exitCode).toBe(1);
    expect(err).toContain('Cannot create tenant "broken": the operation was superseded');
  });
});
