import type { TenantRow } from '../../tenant/tenant-row.ts';
import type { Query } from './in-transaction.ts';

type RowKey = Pick<TenantRow, 'tenantId' | 'ownerId' | 'slug'>;

/** The tenant's row; undefined: there is none, or no table. */
export async function findRow(query: Query, tenantId: string): Promise<TenantRow | undefined> {
  if (!(await hasTables(query))) return undefined;
  const [row] = await query(
    `SELECT owner_id, org_slug, organization, tier, realm, user_id, status
     FROM codetether.tenants WHERE id = $1`,
    [tenantId],
  );
  return row === undefined ? undefined : rowOf(tenantId, row);
}

/**
 * Writes the row; who signed up becomes the first member of a new one. What is as wanted stays
 * untouched, and false says that the row is another tenant's.
 */
export async function putRow(query: Query, row: TenantRow): Promise<boolean> {
  const { tenantId, ownerId, slug, organization, tier, realm, userId, status } = row;
  const values = [tenantId, ownerId, slug, organization, tier, realm, userId, status];
  const created = await query(
    `INSERT INTO codetether.tenants (id, owner_id, org_slug, organization, tier, realm, user_id, status)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING RETURNING id`,
    values,
  );
  if (created.length === 0) return await updateRow(query, values);
  if (userId !== null) {
    await query(
      "INSERT INTO codetether.tenant_members (tenant_id, user_id, role) VALUES ($1, $2, 'owner')",
      [tenantId, userId],
    );
  }
  return true;
}

async function updateRow(query: Query, values: readonly unknown[]): Promise<boolean> {
  const own = await query(
    'SELECT FROM codetether.tenants WHERE id = $1 AND owner_id = $2 AND org_slug = $3',
    values.slice(0, 3),
  );
  if (own.length === 0) return false;
  await query(
    `UPDATE codetether.tenants
     SET organization = $4, tier = $5, realm = $6, user_id = $7, status = $8, updated_at = now()
     WHERE id = $1 AND owner_id = $2 AND org_slug = $3
       AND (organization, tier, realm, user_id, status) IS DISTINCT FROM ($4, $5, $6, $7, $8)`,
    values,
  );
  return true;
}

/**
 * Deletes the tenant's rows: every table refers to its row and goes with it. False: the id is another
 * tenant's, and nothing was done.
 */
export async function deleteRows(query: Query, tenant: RowKey): Promise<boolean> {
  const found = await findRow(query, tenant.tenantId);
  if (found === undefined) return true;
  if (found.slug !== tenant.slug || found.ownerId !== tenant.ownerId) return false;
  await query('DELETE FROM codetether.tenants WHERE id = $1', [tenant.tenantId]);
  return true;
}

async function hasTables(query: Query): Promise<boolean> {
  const [found] = await query("SELECT to_regclass('codetether.tenants') IS NOT NULL AS is_there");
  return found?.['is_there'] === true;
}

function rowOf(tenantId: string, row: Readonly<Record<string, unknown>>): TenantRow {
  return {
    tenantId,
    ownerId: String(row['owner_id']),
    slug: String(row['org_slug']),
    organization: String(row['organization']),
    tier: String(row['tier']),
    realm: textOrNull(row['realm']),
    userId: textOrNull(row['user_id']),
    // The table's own check leaves no third.
    status: row['status'] === 'suspended' ? 'suspended' : 'active',
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
