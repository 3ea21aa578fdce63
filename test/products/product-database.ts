import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { RunningPostgres } from './postgres.ts';

/** One empty database of a product, prepared by its owner as docs/systems.md says. */
export interface ProductDatabase {
  readonly name: string;
  /** `postgres://…` for the provisioning role; another port leads through a proxy. */
  readonly url: (port?: number) => string;
  /** Runs statements as one of the three who may connect, on a connection of its own. */
  readonly as: (who: Who, ...statements: readonly string[]) => Promise<readonly unknown[]>;
}

/** The database's owner, our own role, or the application's. */
export type Who = 'owner' | 'provisioning' | 'application';

/** The application's login role. */
export const applicationRole = 'a2a-server';

const provisioningRole = 'tenantry';
const password = "p@ss/w:rd'?";

/** Makes the two login roles where they are missing, and a database with a name of its own. */
export async function createProductDatabase(postgres: RunningPostgres): Promise<ProductDatabase> {
  const name = `product_${randomBytes(6).toString('hex')}`;
  const users = {
    owner: { user: 'postgres', password: postgres.ownerPassword },
    provisioning: { user: provisioningRole, password },
    application: { user: applicationRole, password },
  };
  const as = async (database: string, who: Who, statements: readonly string[]) => {
    const client = new Client({ host: '127.0.0.1', port: postgres.port, database, ...users[who] });
    client.on('error', () => undefined);
    await client.connect();
    try {
      let rows: readonly unknown[] = [];
      for (const statement of statements) rows = (await client.query(statement)).rows;
      return rows;
    } finally {
      await client.end();
    }
  };
  await as('postgres', 'owner', [...roleStatements(), `CREATE DATABASE ${name}`]);
  await as('postgres', 'owner', [
    `GRANT CONNECT, CREATE ON DATABASE ${name} TO ${provisioningRole}`,
    `GRANT CONNECT ON DATABASE ${name} TO "${applicationRole}"`,
  ]);
  return {
    name,
    url: (port = postgres.port) =>
      `postgres://${provisioningRole}:${encodeURIComponent(password)}@127.0.0.1:${port}/${name}`,
    as: (who, ...statements) => as(name, who, statements),
  };
}

function roleStatements(): readonly string[] {
  const attributes = { [provisioningRole]: 'LOGIN CREATEROLE', [applicationRole]: 'LOGIN' };
  return Object.entries(attributes).map(
    ([role, rights]) => `DO $$ BEGIN
      CREATE ROLE "${role}" ${rights} PASSWORD '${password.replaceAll("'", "''")}';
    EXCEPTION WHEN duplicate_object THEN NULL; END $$`,
  );
}
