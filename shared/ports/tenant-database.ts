import type { TenantRow } from '../tenant/tenant-row.ts';

/**
 * The database that a product's tenants share, under row-level security: the role of one tenant sees
 * its own rows only. Every call ends within the call timeout, does all or nothing, and rejects with a
 * `SystemError`.
 */
export interface TenantDatabase {
  /** Brings the product's tables, policies and roles to the newest version; nothing to do is quick. */
  migrate(): Promise<void>;
  /** The tenant's row; undefined: there is none, or no table yet. */
  find(tenantId: string): Promise<TenantRow | undefined>;
  /**
   * Writes the row and makes the tenant's role; who signed up becomes the first member of a new row.
   * A slug or an id that another tenant or owner has → `database_conflict`. Before `migrate` →
   * `database_refused`.
   */
  put(row: TenantRow): Promise<void>;
  /**
   * Takes away the tenant's rows in all tables and its role; already gone is success, and so is a row
   * of another slug or owner: it is another tenant's and stays.
   */
  remove(tenant: Pick<TenantRow, 'tenantId' | 'ownerId' | 'slug'>): Promise<void>;
}
