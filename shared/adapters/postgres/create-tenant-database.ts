import type { Pool } from 'pg';
import type { TenantDatabase } from '../../ports/tenant-database.ts';
import { type Attempt, databaseFailure, refuse, type Verdict } from './database-failure.ts';
import { inTransaction, type Query } from './in-transaction.ts';
import { migrateTables } from './migrate-tables.ts';
import { migrations } from './migrations/migrations.ts';
import { openPool } from './open-pool.ts';
import { ensureTenantRole, tenantRole } from './tenant-role.ts';
import { deleteRows, findRow, putRow } from './tenant-rows.ts';

export interface TenantDatabaseSettings {
  /** `postgres://…` of the provisioning role, with everything about TLS in its parameters. */
  readonly url: string;
  /** The login role of the product's application, which switches to the tenants' roles. */
  readonly applicationRole: string;
  /** What one call may take, connecting included; at most 10 seconds are used. */
  readonly callTimeoutMs: number;
}

/** The real database and how to end its connections. */
export interface PostgresTenantDatabase extends TenantDatabase {
  readonly close: () => Promise<void>;
}

type Work<T> = (query: Query) => Promise<T>;

const timeoutMsMax = 10_000;
const foreignId: Verdict = {
  what: 'conflict',
  class: 'terminal',
  why: 'the id has another slug or owner there: it is another tenant',
};

/** The shared database in PostgreSQL 16 or newer. Nothing is loaded or connected before the first call. */
export function createTenantDatabase(settings: TenantDatabaseSettings): PostgresTenantDatabase {
  const timeoutMs = Math.min(settings.callTimeoutMs, timeoutMsMax);
  const pool = lazyPool({ url: settings.url, connectTimeoutMs: Math.ceil(timeoutMs / 2) });
  const run = async <T>(attempt: Attempt, work: Work<T>) =>
    await inTransaction(await pool.open(attempt), { attempt, timeoutMs }, work);
  return {
    migrate: async () => {
      const attempt: Attempt = { verb: 'migrate', target: 'codetether' };
      await run(attempt, (query) => migrateTables(query, { attempt, migrations }));
    },
    find: async (tenantId) => {
      const attempt: Attempt = { verb: 'look up', target: tenantId };
      tenantRole(attempt, tenantId);
      return await run(attempt, (query) => findRow(query, tenantId));
    },
    put: async (row) => {
      const attempt: Attempt = { verb: 'put', target: row.tenantId };
      const tenant = tenantRole(attempt, row.tenantId);
      const grant = { attempt, tenant, application: settings.applicationRole };
      await run(attempt, async (query) => {
        await lockTenant(query, tenant);
        if (!(await putRow(query, row))) throw refuse(attempt, foreignId);
        await ensureTenantRole(query, grant);
      });
    },
    remove: async ({ tenantId, ownerId, slug }) => {
      const attempt: Attempt = { verb: 'remove', target: tenantId };
      const tenant = tenantRole(attempt, tenantId);
      await run(attempt, async (query) => {
        await lockTenant(query, tenant);
        const isOurs = await deleteRows(query, { tenantId, ownerId, slug });
        if (isOurs) await query(`DROP ROLE IF EXISTS ${tenant}`);
      });
    },
    close: pool.close,
  };
}

/** Until the transaction ends nobody else of us works on this tenant; two DDL statements on one role would fail. */
async function lockTenant(query: Query, tenant: string): Promise<void> {
  await query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [tenant]);
}

function lazyPool(settings: Parameters<typeof openPool>[0]) {
  let opened: Promise<Pool> | undefined;
  return {
    open: async (attempt: Attempt) => {
      opened ??= openPool(settings);
      return await opened.catch((error: unknown) => {
        opened = undefined;
        throw databaseFailure(attempt, 'connect', error);
      });
    },
    close: async () => {
      const pool = await opened?.catch(() => undefined);
      opened = undefined;
      await pool?.end();
    },
  };
}
