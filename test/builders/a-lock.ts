import type { LockRecord } from '../../shared/tenant/lock-record.ts';

/** The lock of a tunnel, held for a minute from noon, with one edit. */
export function aLock(overrides: Partial<LockRecord> = {}): LockRecord {
  return {
    schema: 1,
    resource: 'tunnel:t1',
    holder: 'operation-1/3',
    held_until: '2026-01-01T12:01:00.000Z',
    edits: [
      {
        key: 'acme.example.com',
        is_wanted: true,
        entry: { hostname: 'acme.example.com', service: 'https://ingress.example:443' },
        at: '2026-01-01T12:00:00.000Z',
      },
    ],
    ...overrides,
  };
}
