import type { WalkRecord, WalkSummary } from '../../shared/tenant/walk-record.ts';

/** A walk that has just begun. */
export function aWalkRecord(walk: Partial<WalkSummary> = {}): WalkRecord {
  return {
    schema: 1,
    cluster: 'default',
    cursor: { tenants_after: null, kind: 0 },
    kinds: [{ api_version: 'v1', kind: 'Namespace' }],
    walk: {
      number: 1,
      state: 'open',
      message: null,
      started_at: '2026-01-01T00:00:00.000Z',
      ended_at: null,
      counts: {
        ...{ tenants: 0, objects: 0, pages: 0, broken: 0, repaired: 0, outdated: 0 },
        ...{ orphans: 0, deleted: 0 },
      },
      orphans: [],
      unreadable: [],
      ...walk,
    },
    former: null,
  };
}
