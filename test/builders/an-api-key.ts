import type { ApiKey } from '../../shared/tenant/records.ts';

/** The record of an operator's key. */
export function anApiKey(overrides: Partial<ApiKey> = {}): ApiKey {
  return {
    schema: 1,
    id: 'sign-up-page',
    hash: '0'.repeat(64),
    organization_id: 'default',
    role: 'operator',
    is_global: false,
    created_at: '2026-01-01T00:00:00.000Z',
    ...overrides,
  };
}
