import type { TenantEvent } from '../../shared/tenant/records.ts';

/** The first event of a tenant. */
export function anEvent(overrides: Partial<TenantEvent> = {}): TenantEvent {
  return {
    schema: 1,
    tenant_id: 'tenant-1',
    organization_id: 'default',
    number: 1,
    type: 'tenant.created',
    message: 'Riley asked for a new tenant',
    actor: 'riley',
    operation_id: null,
    request_id: null,
    at: '2026-01-01T00:00:00.000Z',
    ...overrides,
  };
}
