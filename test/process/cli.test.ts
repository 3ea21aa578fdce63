import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { databaseFileName, openDatabase } from '../../shared/adapters/embedded/open-database.ts';
import { seedSimulation } from '../../shared/adapters/embedded/seed-simulation.ts';
import { simulationPlanName } from '../../shared/adapters/embedded/simulated-progress.ts';
import {
  newDataFolder,
  removeDataFolder,
  startTenantry,
  type TenantryProcess,
} from '../fakes/tenantry-process.ts';

const root = new URL('../../', import.meta.url).pathname;
const bin = join(root, 'cli/tenantry.js');
const path = `${join(root, 'node_modules/.bin')}:${process.env['PATH']}`;

/** Short leases, so that the second look of a deletion comes soon. */
const quick = {
  LEASE_MS: '4000',
  // Longer than a simulated Job, so that its end is seen by the invocation that started it.
  WORK_MS: '3000',
  CALL_TIMEOUT_MS: '500',
  LEASE_MARGIN_MS: '200',
  SWEEP_PERIOD_MS: '200',
};

interface Running {
  readonly child: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  readonly exitCode: Promise<number | null>;
}

const running: ChildProcess[] = [];
let server: TenantryProcess;

beforeAll(async () => {
  server = await startTenantry(newDataFolder(), quick);
});

afterAll(async () => {
  await server.kill();
  removeDataFolder(server.dataFolder);
});

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

/** Starts the real command line as a shell does: by its name, its first line and its mode. */
function launch(argv: readonly string[], environment = {}, file = bin): Running {
  const child = spawn(file, argv, {
    cwd: root,
    env: { PATH: path, HOME: process.env['HOME'], TENANTRY_URL: server.url, ...environment },
  });
  running.push(child);
  const texts = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    texts.out += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    texts.err += String(chunk);
  });
  const exitCode = once(child, 'close').then(([code]) => code as number | null);
  return { child, out: () => texts.out, err: () => texts.err, exitCode };
}

async function tenantry(argv: readonly string[], environment = {}, stdin = '') {
  const { child, out, err, exitCode } = launch(argv, environment);
  child.stdin?.end(stdin);
  return { exitCode: await exitCode, out: out(), err: err() };
}

function create(slug: string, ...options: readonly string[]): readonly string[] {
  const params = ['--set', `email=admin@${slug}.example`];
  return ['create', 'frappe', '--slug', slug, '--organization', 'Acme Ltd', ...params, ...options];
}

async function until(isTrue: () => boolean, what: () => string): Promise<void> {
  const endsAt = Date.now() + 20_000;
  while (!isTrue()) {
    if (Date.now() > endsAt) throw new Error(`It did not come: ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('README.md', () => {
  const lines = readFileSync(join(root, 'README.md'), 'utf8').match(/npx tenantry create [^`\n]+/g);
  const products = new Map((lines ?? []).map((line) => [line.split(' ')[3] ?? '', line]));

  let own: TenantryProcess;
  beforeAll(async () => {
    own = await startTenantry(newDataFolder(), quick);
  });
  afterAll(async () => {
    await own.kill();
    removeDataFolder(own.dataFolder);
  });

  it('has a line to try for every product', () => {
    expect([...products.keys()].toSorted()).toEqual(['codetether', 'frappe', 'starter']);
  });

  it.each([...products])('has a line to try %s that does', async (_, line) => {
    const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word);

    const argv = words.slice(2).map((word) => word ?? '');
    const { exitCode, err } = await tenantry(argv, { TENANTRY_URL: own.url });

    expect([exitCode, err]).toEqual([0, expect.stringContaining('succeeded')]);
  });
});

describe('tenantry against npm start', () => {
  it('creates, shows and deletes a tenant', async () => {
    const created = await tenantry(create('acme', '--label', 'team=a', '--wait', '-o', 'json'));
    expect(created).toMatchObject({ exitCode: 0 });
    expect(JSON.parse(created.out)).toMatchObject({
      slug: 'acme',
      status: 'active',
      site_url: 'https://acme.kairos.app',
    });
    expect(created.err).toMatch(/^create +provision-site +succeeded /m);

    const listed = await tenantry(['list', '--label', 'team=a']);
    expect(listed).toMatchObject({ exitCode: 0, err: '' });
    expect(listed.out).toMatch(/^acme +frappe +active +healthy /m);

    const got = await tenantry(['get', 'acme', '-o', 'yaml']);
    expect(parse(got.out)).toMatchObject({ slug: 'acme', status: 'active' });

    const status = await tenantry(['status', 'acme', '--wait', '5', '-o', 'json']);
    expect(JSON.parse(status.out)).toMatchObject({ status: 'active', health: 'healthy' });

    const events = await tenantry(['events', 'acme']);
    expect(events.out).toMatch(/operation\.create .*\n.*operation\.succeeded /);

    const taken = await tenantry(create('acme'));
    expect(taken).toMatchObject({ exitCode: 1, out: '' });
    expect(taken.err).toMatch(/code slug_taken, tenant_id \S+, status 409, request id \S+\n$/);

    const deleted = await tenantry(['delete', 'acme', '--wait']);
    expect(deleted).toMatchObject({ exitCode: 0, out: 'acme  deleted\n' });

    const { id } = JSON.parse(created.out);
    const gone = await tenantry(['get', id]);
    expect(gone).toMatchObject({ exitCode: 1, out: '' });
    expect(gone.err).toContain('code tenant_deleted, status 410');
    const trail = await tenantry(['operations', id, '--steps']);
    expect(trail.out).toMatch(/^delete +succeeded .*\ncreate +succeeded /m);
  }, 60_000);

  it('shows products and every fault of a request', async () => {
    const product = await tenantry(['products', 'frappe']);
    expect(product.out).toMatch(/^email +email +yes /m);

    const refused = await tenantry(['create', '--slug', 'www', '--set', 'x=1']);
    expect(refused).toMatchObject({ exitCode: 1, out: '' });
    expect(refused.err.match(/^ {2}\/\S+/gm)).toEqual([
      '  /organization',
      '  /slug',
      '  /params/email',
      '  /params/x',
    ]);
  });

  it('changes a tenant, and says what is refused and why', async () => {
    await tenantry(create('lively', '--wait'));

    const marked = await tenantry(['update', 'lively', '--label', 'team=b', '--protect']);
    expect(marked).toMatchObject({ exitCode: 0, err: 'Done: no operation was needed\n' });
    expect(marked.out).toMatch(/^labels +team=b$/m);

    const isProtected = await tenantry(['delete', 'lively']);
    expect(isProtected).toMatchObject({ exitCode: 1, out: '' });
    expect(isProtected.err).toContain('code deletion_protected, status 409');
    expect(await tenantry(['update', 'lively', '--no-protect'])).toMatchObject({ exitCode: 0 });

    const stale = await tenantry(['update', 'lively', '--label', 'team=c', '--if-match', '1']);
    expect(stale.exitCode).toBe(1);
    expect(stale.err).toMatch(/^ {2}generation 3 since \S+; latest operation: create succeeded$/m);

    const refused = await tenantry(['resume', 'lively']);
    expect(refused.exitCode).toBe(1);
    expect(refused.err).toMatch(/^ {2}Allowed now: .*delete$/m);

    const ended = await tenantry(['cancel', 'lively']);
    expect(ended.exitCode).toBe(1);
    expect(ended.err).toMatch(/^ {2}Latest operation: create, succeeded /m);
  }, 60_000);

  it('looks at a tenant from all sides and deletes it as planned', async () => {
    await tenantry(create('seen', '--wait'));

    const revisions = await tenantry(['revisions', 'seen']);
    expect(revisions.out).toMatch(/^1\* +good /m);
    const objects = await tenantry(['objects', 'seen']);
    expect(objects.out).toMatch(/^Job +frappe +\S+ +ready +Complete /m);
    expect(await tenantry(['logs', 'seen'])).toMatchObject({ exitCode: 0 });

    const plan = await tenantry(['plan', 'seen', 'delete', '-o', 'json']);
    const { plan_id: planId } = JSON.parse(plan.out);
    const deleted = await tenantry(['delete', 'seen', '--plan-id', planId, '--wait']);
    expect(deleted).toMatchObject({ exitCode: 0, out: 'seen  deleted\n' });
  }, 60_000);

  it('plans a new tenant from stdin', async () => {
    const values = readFileSync(join(root, 'examples/frappe.yaml'), 'utf8');

    const plan = await tenantry(['plan', '--product', 'frappe', '-f', '-'], {}, values);

    expect(plan.exitCode).toBe(0);
    expect(plan.out).toMatch(/^\+ Secret frappe\/.*\n\nSteps of the create:\n/m);
    expect(plan.err).toMatch(/^To carry out exactly this, add: --plan-id /);
  });

  it('fails where the tenant fails, with the reason that the Job left', async () => {
    const database = openDatabase(join(server.dataFolder, databaseFileName));
    const clock = { now: () => Date.now() };
    const metadata = { name: simulationPlanName, namespace: 'frappe' };
    const plan = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      data: { broken: 'No space left' },
    };
    seedSimulation(database, [plan], { clock, random: Math.random });
    database.close();

    const created = await tenantry(create('broken', '--wait'));
    expect(created.exitCode).toBe(1);
    expect(created.out).toMatch(/^status +failed$/m);
    expect(created.err).toMatch(
      /^Error: Cannot create tenant "broken": step provision-site: .*No space left.*\(job_failed\)$/m,
    );

    const watched = await tenantry(['watch', 'broken']);
    expect(watched.exitCode).toBe(1);
    expect(watched.out).toMatch(/^broken +failed$/m);

    const retried = await tenantry(['retry', 'broken', '--wait']);
    expect(retried.exitCode).toBe(1);
    expect(retried.err).toContain('No space left');
  });

  it('watches on while the server is killed and starts again', async () => {
    await tenantry(create('patient'));
    const watch = launch(['watch', 'patient']);
    await until(() => /provision-site +waiting/.test(watch.out()), watch.out);

    await server.kill();
    await until(() => watch.err().includes('trying again'), watch.err);
    server = await startTenantry(server.dataFolder, { ...quick, PORT: new URL(server.url).port });

    expect(await watch.exitCode).toBe(0);
    expect(watch.err()).toMatch(/^Cannot reach .*; trying again\nThe server is back\n$/);
    expect(watch.out()).toMatch(/^patient +active +https:\/\/patient\.kairos\.app\n$/m);
  });

  it('ends with 130 on Ctrl-C and leaves the work alone', async () => {
    await tenantry(create('stubborn'));
    const watch = launch(['watch', 'stubborn']);
    await until(() => /provision-site +waiting/.test(watch.out()), watch.out);

    watch.child.kill('SIGINT');

    expect(await watch.exitCode).toBe(130);
    expect(watch.err()).toMatch(/^The work goes on; look again with: tenantry watch /);
    expect((await tenantry(['watch', 'stubborn'])).exitCode).toBe(0);
  });

  it('needs the key where the server demands one', async () => {
    const guarded = await startTenantry(newDataFolder(), { ...quick, AUTH: 'on' });
    try {
      const TENANTRY_TOKEN = readFileSync(join(guarded.dataFolder, 'api-key'), 'utf8').trim();
      const environment = { TENANTRY_URL: guarded.url };

      const without = await tenantry(['list'], environment);
      const withKey = await tenantry(['list'], { ...environment, TENANTRY_TOKEN });

      expect(without).toMatchObject({ exitCode: 1, out: '' });
      expect(without.err).toContain('code unauthenticated, status 401');
      expect(withKey).toMatchObject({ exitCode: 0, err: 'No tenants\n' });
    } finally {
      await guarded.kill();
      removeDataFolder(guarded.dataFolder);
    }
  });
});

describe('tenantry as a program', () => {
  const noServer = { TENANTRY_URL: 'http://127.0.0.1:1' };

  it('exits 2 for wrong usage and 1 for a server that is not there', async () => {
    const mistyped = await tenantry(['lsit']);
    const unreachable = await tenantry(['list'], noServer);

    expect(mistyped).toMatchObject({ exitCode: 2, out: '' });
    expect(mistyped.err).toContain('did you mean "list"?');
    expect(unreachable).toMatchObject({ exitCode: 1, out: '' });
    expect(unreachable.err).toContain('Start it with npm start');
  });

  it('renders a values file from stdin without a server', async () => {
    const values = readFileSync(join(root, 'examples/frappe.yaml'), 'utf8');

    const { exitCode, out } = await tenantry(['render', 'frappe', '-f', '-'], noServer, values);

    expect(exitCode).toBe(0);
    const kinds = parseAllDocuments(out).map((document) => document.get('kind'));
    expect(kinds).toEqual(['Secret', 'Job']);
  });

  it('ends quietly when nobody reads on', async () => {
    const { child, err, exitCode } = launch(['--help']);
    child.stdout?.destroy();

    expect([await exitCode, err()]).toEqual([0, '']);
  });

  it('hands over to the bundled Node where Node cannot run TypeScript', async () => {
    const old = ['--no-strip-types', bin];

    const help = launch([...old, '--version'], {}, process.execPath);
    const usage = launch([...old, 'lsit'], {}, process.execPath);

    expect(await help.exitCode).toBe(0);
    expect(help.out()).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(await usage.exitCode).toBe(2);
  });

  it('runs by its name inside the clone', async () => {
    const { exitCode, out } = launch(['tenantry', '--version'], {}, 'npx');

    expect(await exitCode).toBe(0);
    expect(out()).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
