import type { IdempotencyRecord } from '../../shared/tenant/records.ts';

/** The stored answer of an accepted create. */
export function anIdempotencyRecord(overrides: Partial<IdempotencyRecord> = {}): IdempotencyRecord {
  return {
    schema: 1,
    organization_id: 'default',
    fingerprint: '0'.repeat(64),
    answer: { status: 202, body: {} },
    created_at: '2026-01-01T00:00:00.000Z',
    expires_at: '2026-01-02T00:00:00.000Z',
    ...overrides,
  };
}
