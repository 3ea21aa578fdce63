/** What the product's shared database keeps of a tenant. */
export interface TenantRow {
  readonly tenantId: string;
  readonly slug: string;
  readonly organization: string;
  readonly tier: string;
  /** The realm of its users; null: it has none. */
  readonly realm: string | null;
  readonly userId: string | null;
  readonly status: 'active' | 'suspended';
}

/**
 * The database that a product's tenants share, under row-level security: the role of one tenant sees
 * its own rows only. Every call ends within the call timeout and rejects with a `SystemError`.
 */
export interface TenantDatabase {
  /** Brings the product's tables, policies and roles to the newest version; nothing to do is quick. */
  migrate(): Promise<void>;
  /** The tenant's row; undefined: there is none. */
  find(tenantId: string): Promise<TenantRow | undefined>;
  /** Writes the row and makes the tenant's role. A slug that another tenant has → `database_conflict`. */
  put(row: TenantRow): Promise<void>;
  /** Takes away the tenant's rows in all tables and its role; already gone is success. */
  remove(tenantId: string): Promise<void>;
}
