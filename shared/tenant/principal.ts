const roles = ['viewer', 'operator', 'admin'] as const;

/** What a caller may do: read, change tenants, or also manage clusters and keys. */
export type Role = (typeof roles)[number];

/** Who calls. */
export interface Principal {
  readonly id: string;
  /** The organization that everything it creates belongs to. */
  readonly organization_id: string;
  readonly role: Role;
  /** True: sees the tenants of every organization. False: only those of its own. */
  readonly is_global: boolean;
}

/** Whether the principal may know that a record of this organization exists. */
export function canSee(principal: Principal, organizationId: string): boolean {
  return principal.is_global || principal.organization_id === organizationId;
}

/** Whether the principal's role includes what `needed` may do. */
export function hasRole(principal: Principal, needed: Role): boolean {
  return roles.indexOf(principal.role) >= roles.indexOf(needed);
}

/** Whether the principal may do anything to any tenant. */
export function isAdmin(principal: Principal): boolean {
  return principal.is_global && hasRole(principal, 'admin');
}
