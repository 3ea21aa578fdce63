import type { Revision } from '../../shared/tenant/records.ts';

/** The first revision of a tenant. */
export function aRevision(overrides: Partial<Revision> = {}): Revision {
  return {
    schema: 1,
    tenant_id: 'tenant-1',
    organization_id: 'default',
    number: 1,
    blueprint: { name: 'demo', version: '1.0.0' },
    tier: 'free',
    params: { greeting: 'hello' },
    actor: 'riley',
    reason: 'create',
    at: '2026-01-01T00:00:00.000Z',
    ...overrides,
  };
}
