import { type Attempt, refuse } from './database-failure.ts';
import type { Query } from './in-transaction.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The name of the tenant's role, 39 characters that need no quotes; `current_tenant()` reads it back. */
export function tenantRole(attempt: Attempt, tenantId: string): string {
  if (!uuid.test(tenantId)) {
    throw refuse(attempt, { what: 'refused', class: 'terminal', why: 'the id is no UUID' });
  }
  return `tenant_${tenantId.replaceAll('-', '')}`;
}

/** Whose roles: the tenant's, and the application's that may switch to it. */
export interface RoleGrant {
  readonly attempt: Attempt;
  readonly tenant: string;
  readonly application: string;
}

/**
 * Makes the tenant's role where it is missing and lets the application switch to it. The application
 * gets none of its rights without `SET ROLE`.
 */
export async function ensureTenantRole(query: Query, grant: RoleGrant): Promise<void> {
  const { tenant, application } = grant;
  await assertApplicationRole(query, grant);
  const found = await query('SELECT FROM pg_roles WHERE rolname = $1', [tenant]);
  await query(`
    ${found.length === 0 ? `CREATE ROLE ${tenant} NOLOGIN;` : ''}
    GRANT tenantry_tenants TO ${tenant} WITH INHERIT TRUE, SET FALSE;
    GRANT ${tenant} TO ${quoted(application)} WITH INHERIT FALSE, SET TRUE;
  `);
}

/** An application that passes by row-level security would read every tenant's rows. */
async function assertApplicationRole(query: Query, grant: RoleGrant): Promise<void> {
  const { attempt, application } = grant;
  const [role] = await query(
    `SELECT rolsuper OR rolbypassrls OR pg_has_role(oid, current_user, 'MEMBER') AS is_free
     FROM pg_roles WHERE rolname = $1`,
    [application],
  );
  if (role?.['is_free'] === false) return;
  const why =
    role === undefined
      ? `there is no role "${application}" for the application`
      : `role "${application}" of the application passes by row-level security: it may be neither superuser, nor have BYPASSRLS, nor belong to our role`;
  throw refuse(attempt, { what: 'refused', class: 'retry', why });
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
