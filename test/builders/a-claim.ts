import type { Claim } from '../../shared/tenant/records.ts';

/** A slug held for a tenant. */
export function aClaim(overrides: Partial<Claim> = {}): Claim {
  return {
    schema: 1,
    name: 'slug:frappe:riley',
    tenant_id: 'tenant-1',
    organization_id: 'default',
    created_at: '2026-01-01T00:00:00.000Z',
    ...overrides,
  };
}
