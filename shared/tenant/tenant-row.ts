/** What the product's shared database keeps of a tenant. */
export interface TenantRow {
  readonly tenantId: string;
  /** Id of the tenant here that made the row: the tenant's own, unless an admin gave another `tenantId`. */
  readonly ownerId: string;
  readonly slug: string;
  readonly organization: string;
  readonly tier: string;
  /** The realm of its users; null: it has none. */
  readonly realm: string | null;
  /** Who signed up; null: nobody was named. */
  readonly userId: string | null;
  readonly status: 'active' | 'suspended';
}
