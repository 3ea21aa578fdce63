import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createTenantDatabase,
  type PostgresTenantDatabase,
} from '../../shared/adapters/postgres/create-tenant-database.ts';
import { SystemError } from '../../shared/tenant/system-error.ts';
import { aTenantRow } from '../builders/a-tenant-row.ts';
import { openFaultWire, type WireFault } from './fault-wire.ts';
import { type RunningPostgres, startPostgres } from './postgres.ts';
import {
  applicationRole,
  createProductDatabase,
  type ProductDatabase,
} from './product-database.ts';

const acme = aTenantRow(1);
const role = `tenant_${acme.tenantId.replaceAll('-', '')}`;

let postgres: RunningPostgres;
let product: ProductDatabase;
const endings: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  postgres = await startPostgres();
});

afterAll(async () => {
  await postgres.stop();
});

beforeEach(async () => {
  product = await createProductDatabase(postgres);
  await product.as('owner', `DROP ROLE IF EXISTS ${role}`);
});

afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

interface Options {
  readonly url?: string;
  readonly role?: string;
  readonly callTimeoutMs?: number;
}

function open({ url = product.url(), ...options }: Options = {}): PostgresTenantDatabase {
  const database = createTenantDatabase({
    url,
    applicationRole: options.role ?? applicationRole,
    callTimeoutMs: options.callTimeoutMs ?? 5_000,
  });
  endings.push(database.close);
  return database;
}

async function migrated(): Promise<PostgresTenantDatabase> {
  const database = open();
  await database.migrate();
  return database;
}

/** What there is of the database and of Acme in it. */
async function traces(): Promise<object> {
  const [schema] = await product.as(
    'owner',
    `SELECT to_regclass('codetether.tenants') IS NOT NULL AS has_tables,
      EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') AS has_role,
      EXISTS (SELECT FROM pg_auth_members WHERE roleid = to_regrole('${role}')
        AND member = to_regrole('"${applicationRole}"')) AS may_switch`,
  );
  const hasTables = Reflect.get(Object(schema), 'has_tables') === true;
  const count =
    'SELECT (SELECT count(*) FROM codetether.migrations) AS versions, ' +
    '(SELECT count(*) FROM codetether.tenants) AS tenants, ' +
    '(SELECT count(*) FROM codetether.tenant_members) AS members';
  const rows = hasTables ? await product.as('owner', count) : [];
  return { schema, rows };
}

async function terminate(): Promise<readonly unknown[]> {
  return await product.as(
    'owner',
    `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
      WHERE application_name = 'tenantry' AND datname = '${product.name}'`,
  );
}

type Run = (database: PostgresTenantDatabase) => Promise<void>;

const calls = {
  migrate: {
    prepare: async () => {
      await product.as('owner', 'DROP SCHEMA IF EXISTS codetether CASCADE');
    },
    run: (database: PostgresTenantDatabase) => database.migrate(),
  },
  put: {
    prepare: async () => {
      const database = await migrated();
      await database.remove(acme);
      await database.close();
    },
    run: (database: PostgresTenantDatabase) => database.put(acme),
  },
  remove: {
    prepare: async () => {
      const database = await migrated();
      await database.put(acme);
      await database.close();
    },
    run: (database: PostgresTenantDatabase) => database.remove(acme),
  },
} as const;

/** Leaves no connection behind, so that the next one to be terminated is the one under test. */
async function runAlone(run: Run, url?: string): Promise<void> {
  const database = open(url === undefined ? {} : { url });
  try {
    await run(database);
  } finally {
    await database.close();
  }
}

const faults: readonly WireFault[] = ['terminated', 'unsent', 'unanswered'];
const cases = Object.entries(calls).flatMap(([name, call]) =>
  faults.map((fault) => ({ name, fault, ...call })),
);
const messagesMax = 40;

describe.each(cases)('$name() of createTenantDatabase()', ({ fault, prepare, run }) => {
  it(`does all or nothing wherever its connection is ${fault}, and all when it is called again`, async () => {
    await prepare();
    const before = await traces();
    await runAlone(run);
    const after = await traces();
    let at = 0;
    for (; at < messagesMax; at += 1) {
      await prepare();
      const wire = await openFaultWire({ port: postgres.port, fault, at, terminate });
      endings.push(wire.close);

      const error: unknown = await runAlone(run, product.url(wire.port)).catch(
        (thrown: unknown) => thrown,
      );

      if (!wire.hasMet()) break;
      // The backend of a broken wire may still be at its last statement.
      await terminate();
      expect([at, error]).toEqual([at, expect.any(SystemError)]);
      const { outcome } = error as SystemError;
      const found = await traces();
      expect([at, outcome === 'unknown' ? [before, after] : [before]]).toEqual([
        at,
        expect.arrayContaining([found]),
      ]);
      await runAlone(run);
      expect([at, await traces()]).toEqual([at, after]);
    }
    expect(before).not.toEqual(after);
    expect(at).toBeGreaterThan(5);
    expect(at).toBeLessThan(messagesMax);
  });
});

describe('migrate() of createTenantDatabase()', () => {
  it('runs once when many programs begin at once', async () => {
    await Promise.all(Array.from({ length: 8 }, () => open().migrate()));

    expect(await traces()).toMatchObject({ rows: [{ versions: '1' }] });
  });

  it('waits, and says so, while a newer program has made the tables', async () => {
    const database = await migrated();
    await product.as('provisioning', 'INSERT INTO codetether.migrations VALUES (7)');

    await expect(database.migrate()).rejects.toMatchObject({
      code: 'database_refused',
      class: 'retry',
      message: expect.stringContaining('version 7 and this program knows 1'),
    });
  });

  it('needs no right to create schemas where the owner made ours', async () => {
    await product.as(
      'owner',
      `REVOKE CREATE ON DATABASE ${product.name} FROM tenantry`,
      'CREATE SCHEMA codetether AUTHORIZATION tenantry',
    );

    await expect(open().migrate()).resolves.toBeUndefined();
  });
});

describe('createTenantDatabase()', () => {
  it.each([
    ['database_unauthorized', { password: 'wrong' }],
    ['database_unauthorized', { username: 'nobody' }],
    ['database_refused', { pathname: '/nowhere' }],
    ['database_unavailable', { port: '1' }],
    ['database_unavailable', { hostname: 'nowhere.invalid' }],
    ['database_unavailable', { search: '?sslmode=verify-full' }],
  ])('rejects with %s, to be retried, when its URL is spoiled by %o', async (code, spoil) => {
    const url = Object.assign(new URL(product.url()), spoil);

    const error: unknown = await open({ url: url.href })
      .migrate()
      .catch((thrown) => thrown);

    expect(error).toMatchObject({ code, class: 'retry', outcome: 'not-done' });
    expect(JSON.stringify(error) + String(error)).not.toMatch(/p@ss|wrong|SASL/);
  });

  it.each([
    ['has no such role', 'nobody', []],
    ['may read everything', 'reader', ['CREATE ROLE reader BYPASSRLS']],
    ['is the owner', 'postgres', []],
    ['is our own role', 'tenantry', []],
    ['belongs to our role', 'insider', ['CREATE ROLE insider', 'GRANT tenantry TO insider']],
  ])('refuses an application that %s', async (_, name, statements) => {
    await migrated();
    for (const statement of statements) await product.as('owner', statement);

    await expect(open({ role: name }).put(acme)).rejects.toMatchObject({
      code: 'database_refused',
      class: 'retry',
      message: expect.stringContaining(`role "${name}"`),
    });

    if (statements.length > 0) await product.as('owner', `DROP ROLE ${name}`);
    await expect(traces()).resolves.toMatchObject({ rows: [{ tenants: '0', members: '0' }] });
  });

  it('names a right that our role lacks as forbidden', async () => {
    const database = await migrated();
    await product.as('owner', 'ALTER ROLE tenantry NOCREATEROLE');

    const put = database.put(acme);

    await expect(put).rejects.toMatchObject({ code: 'database_forbidden', class: 'retry' });
    await product.as('owner', 'ALTER ROLE tenantry CREATEROLE');
    await database.put(acme);
  });

  it('tells no value of a conflict', async () => {
    const database = await migrated();
    await database.put(acme);

    const error: unknown = await database.put(aTenantRow(2, { slug: acme.slug })).catch((e) => e);

    expect(error).toMatchObject({ code: 'database_conflict', class: 'terminal' });
    expect(JSON.stringify(error) + String(error)).not.toContain(acme.slug);
  });

  it('gives up a lock in time, with an outcome that is known', async () => {
    const database = await migrated();
    await database.put(acme);
    const impatient = open({ callTimeoutMs: 600 });
    await impatient.find(acme.tenantId);
    const lock = product.as(
      'provisioning',
      'BEGIN',
      'LOCK codetether.tenants IN ACCESS EXCLUSIVE MODE',
      'SELECT pg_sleep(2)',
    );

    // Until the lock is held, a call finds its way.
    const error: unknown = await (async () => {
      for (;;) await impatient.put({ ...acme, tier: 'pro' });
    })().catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({
      code: 'database_timeout',
      class: 'retry',
      outcome: 'not-done',
    });
    await lock;
    await impatient.put({ ...acme, tier: 'pro' });
  });

  it('waits for what still belongs to the role of a tenant', async () => {
    const database = await migrated();
    await database.put(acme);
    await product.as('owner', `CREATE SCHEMA theirs AUTHORIZATION ${role}`);

    await expect(database.remove(acme)).rejects.toMatchObject({
      code: 'database_refused',
      class: 'retry',
    });
    await expect(database.find(acme.tenantId)).resolves.toEqual(acme);

    await product.as('owner', 'DROP SCHEMA theirs');
    await database.remove(acme);
  });

  it('goes on after the server has ended its idle connections', async () => {
    const database = await migrated();
    await database.put(acme);
    await terminate();

    await database.find(acme.tenantId).catch(() => undefined);

    await expect(database.find(acme.tenantId)).resolves.toEqual(acme);
  });
});
