import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createTenantDatabase,
  type PostgresTenantDatabase,
} from '../../shared/adapters/postgres/create-tenant-database.ts';
import { aTenantRow } from '../builders/a-tenant-row.ts';
import { tenantDatabaseContract } from '../contracts/tenant-database.contract.ts';
import { type RunningPostgres, startPostgres } from './postgres.ts';
import {
  applicationRole,
  createProductDatabase,
  type ProductDatabase,
} from './product-database.ts';

const acme = aTenantRow(1);
const globex = aTenantRow(2);
const callTimeoutMs = 5_000;

let postgres: RunningPostgres;
let product: ProductDatabase;
let database: PostgresTenantDatabase;
const opened: PostgresTenantDatabase[] = [];

beforeAll(async () => {
  postgres = await startPostgres();
});

afterAll(async () => {
  await postgres.stop();
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map(({ close }) => close()));
});

function open(url: string, role = applicationRole): PostgresTenantDatabase {
  const one = createTenantDatabase({ url, applicationRole: role, callTimeoutMs });
  opened.push(one);
  return one;
}

async function openEmpty(): Promise<PostgresTenantDatabase> {
  product = await createProductDatabase(postgres);
  database = open(product.url());
  return database;
}

function roleOf({ tenantId }: { readonly tenantId: string }): string {
  return `tenant_${tenantId.replaceAll('-', '')}`;
}

/** What the application does on behalf of a tenant. */
async function asTenant(tenant: typeof acme, statement: string): Promise<readonly unknown[]> {
  return await product.as('application', `SET ROLE ${roleOf(tenant)}`, statement);
}

tenantDatabaseContract('createTenantDatabase()', openEmpty);

describe('row-level security of createTenantDatabase()', () => {
  beforeEach(async () => {
    await openEmpty();
    await database.migrate();
    await database.put(acme);
    await database.put(globex);
  });

  it('is enabled and forced for every table with rows of tenants, each of which goes with its tenant', async () => {
    const tables = await product.as(
      'owner',
      `SELECT relname AS name, relrowsecurity AND relforcerowsecurity AS is_forced,
        relname = 'tenants' OR EXISTS (SELECT FROM pg_constraint
          WHERE conrelid = c.oid AND contype = 'f' AND confdeltype = 'c'
          AND confrelid = 'codetether.tenants'::regclass) AS is_removed
      FROM pg_class c WHERE relnamespace = 'codetether'::regnamespace AND relkind IN ('r', 'p')
        AND relname <> 'migrations' ORDER BY relname`,
    );

    expect(tables).toEqual([
      { name: 'tenant_members', is_forced: true, is_removed: true },
      { name: 'tenants', is_forced: true, is_removed: true },
    ]);
  });

  it('shows a tenant its own rows', async () => {
    const tenants = await asTenant(acme, 'SELECT id FROM codetether.tenants');
    const members = await asTenant(
      acme,
      'SELECT tenant_id, user_id, role FROM codetether.tenant_members',
    );

    expect(tenants).toEqual([{ id: acme.tenantId }]);
    expect(members).toEqual([{ tenant_id: acme.tenantId, user_id: acme.userId, role: 'owner' }]);
  });

  it('lets a tenant write rows of its own', async () => {
    await asTenant(
      acme,
      `INSERT INTO codetether.tenant_members VALUES ('${acme.tenantId}', 'bob', 'member')`,
    );
    await asTenant(
      acme,
      "UPDATE codetether.tenant_members SET role = 'admin' WHERE role = 'member'",
    );
    await asTenant(acme, "DELETE FROM codetether.tenant_members WHERE role = 'owner'");

    const members = await asTenant(acme, 'SELECT user_id, role FROM codetether.tenant_members');
    expect(members).toEqual([{ user_id: 'bob', role: 'admin' }]);
  });

  it.each([
    [
      'insert',
      `INSERT INTO codetether.tenant_members VALUES ('${globex.tenantId}', 'eve', 'owner')`,
    ],
    ['take over', `UPDATE codetether.tenant_members SET tenant_id = '${globex.tenantId}'`],
  ])('refuses that a tenant would %s a row of another one', async (_, statement) => {
    await expect(asTenant(acme, statement)).rejects.toMatchObject({
      code: '42501',
      message: expect.stringContaining('row-level security'),
    });
  });

  it('lets no statement of a tenant reach the rows of another one', async () => {
    await asTenant(acme, "UPDATE codetether.tenant_members SET role = 'member'");
    await asTenant(acme, 'DELETE FROM codetether.tenant_members');

    const left = await product.as('owner', 'SELECT user_id, role FROM codetether.tenant_members');
    expect(left).toEqual([{ user_id: globex.userId, role: 'owner' }]);
  });

  it.each([
    "UPDATE codetether.tenants SET tier = 'enterprise'",
    'DELETE FROM codetether.tenants',
    'INSERT INTO codetether.tenants SELECT * FROM codetether.tenants',
    'TRUNCATE codetether.tenant_members',
    'ALTER TABLE codetether.tenants DISABLE ROW LEVEL SECURITY',
    'SELECT * FROM codetether.migrations',
    'CREATE TABLE codetether.mine ()',
    'CREATE FUNCTION codetether.current_tenant() RETURNS uuid RETURN NULL::uuid',
  ])('gives a tenant no right to %s', async (statement) => {
    await expect(asTenant(acme, statement)).rejects.toMatchObject({ code: '42501' });
  });

  it.each(['tenants', 'tenant_members'])(
    'gives the application without SET ROLE no right to %s',
    async (table) => {
      const look = product.as('application', `SELECT * FROM codetether.${table}`);

      await expect(look).rejects.toMatchObject({ code: '42501' });
    },
  );

  it('shows the application without SET ROLE nothing even when somebody gives it the rights', async () => {
    await product.as(
      'owner',
      `GRANT USAGE ON SCHEMA codetether TO "${applicationRole}"`,
      `GRANT ALL ON ALL TABLES IN SCHEMA codetether TO "${applicationRole}"`,
    );

    await expect(product.as('application', 'SELECT * FROM codetether.tenants')).resolves.toEqual(
      [],
    );
    const members = product.as('application', 'SELECT * FROM codetether.tenant_members');
    await expect(members).resolves.toEqual([]);
  });

  it('shows nothing to the role that all tenants belong to, which the application cannot become', async () => {
    const rows = await product.as('owner', 'SET ROLE tenantry_tenants', 'TABLE codetether.tenants');

    expect(rows).toEqual([]);
    for (const before of ['SELECT', `SET ROLE ${roleOf(acme)}`]) {
      const change = product.as('application', before, 'SET ROLE tenantry_tenants');
      await expect(change).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('is not led astray by a search path', async () => {
    const rows = await product.as(
      'application',
      `SET ROLE ${roleOf(acme)}`,
      'CREATE TEMP TABLE pg_roles (rolname text)',
      'SET search_path = pg_temp, codetether',
      'SELECT id FROM tenants',
    );

    expect(rows).toEqual([{ id: acme.tenantId }]);
  });

  it('shows our own role all rows, by its policy alone', async () => {
    const rows = await product.as('provisioning', 'SELECT id FROM codetether.tenants ORDER BY id');
    expect(rows).toEqual([{ id: acme.tenantId }, { id: globex.tenantId }]);

    await product.as('owner', 'DROP POLICY provisioning ON codetether.tenants');

    await expect(database.find(acme.tenantId)).resolves.toBeUndefined();
  });

  it('takes the role and the rows of all tables away with a tenant', async () => {
    await asTenant(
      acme,
      `INSERT INTO codetether.tenant_members VALUES ('${acme.tenantId}', 'bob', 'member')`,
    );

    await database.remove(acme);

    const members = await product.as('owner', 'SELECT user_id FROM codetether.tenant_members');
    expect(members).toEqual([{ user_id: globex.userId }]);
    await expect(asTenant(acme, 'SELECT 1')).rejects.toMatchObject({ code: '22023' });
  });

  it('removes what is left when half of a tenant is gone', async () => {
    await product.as('provisioning', `DROP ROLE ${roleOf(acme)}`);
    await product.as(
      'provisioning',
      `DELETE FROM codetether.tenants WHERE id = '${globex.tenantId}'`,
    );

    await database.remove(acme);
    await database.remove(globex);

    const rows = await product.as('owner', 'TABLE codetether.tenants');
    const roles = await product.as(
      'owner',
      `SELECT rolname FROM pg_roles WHERE rolname IN ('${roleOf(acme)}', '${roleOf(globex)}')`,
    );
    expect([rows, roles]).toEqual([[], []]);
  });

  it('brings back a role or a grant that somebody took away', async () => {
    await product.as('provisioning', `REVOKE ${roleOf(acme)} FROM "${applicationRole}"`);
    await product.as('provisioning', `DROP ROLE ${roleOf(globex)}`);

    await database.put(acme);
    await database.put(globex);

    for (const tenant of [acme, globex]) {
      const rows = await asTenant(tenant, 'SELECT id FROM codetether.tenants');
      expect(rows).toEqual([{ id: tenant.tenantId }]);
    }
  });

  it('adds who signed up to a new tenant only', async () => {
    await product.as('provisioning', 'DELETE FROM codetether.tenant_members');

    await database.put({ ...acme, tier: 'pro' });

    await expect(product.as('owner', 'TABLE codetether.tenant_members')).resolves.toEqual([]);
  });

  it('does not write a row that is as it should be', async () => {
    const versions = 'SELECT xmin FROM codetether.tenants ORDER BY id';
    const before = await product.as('owner', versions);

    await database.put(acme);

    await expect(product.as('owner', versions)).resolves.toEqual(before);
  });

  it("keeps and removes rows of a product's own table that is made as docs/systems.md says", async () => {
    await product.as('owner', ownTable());
    for (const tenant of [acme, globex]) {
      await asTenant(
        tenant,
        `INSERT INTO codetether.tasks VALUES ('${tenant.tenantId}', '${tenant.slug}')`,
      );
    }

    const seen = await asTenant(acme, 'SELECT title FROM codetether.tasks');
    await database.remove(acme);

    const left = await product.as('owner', 'SELECT title FROM codetether.tasks');
    expect([seen, left]).toEqual([[{ title: acme.slug }], [{ title: globex.slug }]]);
  });
});

/** The statements of the page, with a column in the place of the dots. */
function ownTable(): string {
  const page = readFileSync(new URL('../../docs/systems.md', import.meta.url), 'utf8');
  const block = /```sql\n(CREATE TABLE [^`]+)```/.exec(page)?.[1] ?? '';
  return block.replace('…', 'title text');
}
