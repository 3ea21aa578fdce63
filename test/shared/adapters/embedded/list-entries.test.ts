import { describe, expect, it } from 'vitest';
import { entriesOf, listsOf } from '../../../../shared/adapters/embedded/list-entries.ts';
import { aClaim } from '../../../builders/a-claim.ts';
import { aRevision } from '../../../builders/a-revision.ts';
import { aTenant } from '../../../builders/a-tenant.ts';
import { anEvent } from '../../../builders/an-event.ts';
import { anIdempotencyRecord } from '../../../builders/an-idempotency-record.ts';
import { anOperation } from '../../../builders/an-operation.ts';

const due = '2026-02-01T00:00:00.000Z';
const created_at = '2026-01-01T00:00:00.000Z';

describe('entriesOf()', () => {
  // Whoever changes an expectation here must raise `listsVersion`: databases hold these entries.
  it('puts a tenant into its lists, once by time and once by slug, and into the due ones', () => {
    const tenant = aTenant({ slug: 'riley', labels: { team: 'a' }, created_at, due });

    const entries = entriesOf('tenants', tenant);

    const filters = [
      'all',
      'organization=default',
      'product=frappe',
      'tier=standard',
      'cluster=default',
      'label=team=a',
      'status=active',
    ];
    expect(entries).toEqual([
      ...filters.flatMap((filter) => [
        { list: `tenants:live:created_at:${filter}`, value: created_at },
        { list: `tenants:live:slug:${filter}`, value: 'riley' },
      ]),
      { list: 'tenants:due', value: due },
    ]);
  });

  it('puts a revision into the list of its tenant, by number', () => {
    expect(entriesOf('revisions', aRevision({ number: 12 }))).toEqual([
      { list: 'revisions:tenant-1', value: '0000000000000012' },
    ]);
  });

  it('keeps tombstones in lists of their own', () => {
    const lists = entriesOf('tenants', aTenant({ status: 'deleted' })).map(({ list }) => list);

    expect(lists.filter((list) => !list.startsWith('tenants:deleted:'))).toEqual([]);
    expect(lists).toContain('tenants:deleted:created_at:all');
  });

  it('puts a label that is there twice into one list', () => {
    const tenant = aTenant({ label_pairs: ['team=a', 'team=a'] });

    const lists = entriesOf('tenants', tenant).map(({ list }) => list);

    expect(new Set(lists).size).toBe(lists.length);
  });

  it('sorts the other records by their own values', () => {
    expect([
      ...entriesOf('operations', anOperation({ tenant_id: 't' })),
      ...entriesOf('events', anEvent({ tenant_id: 't', number: 12 })),
      ...entriesOf('idempotency', anIdempotencyRecord()),
      ...entriesOf('claims', aClaim()),
    ]).toEqual([
      { list: 'operations:t', value: '2026-01-01T00:00:00.000Z' },
      { list: 'events:t', value: '0000000000000012' },
      { list: 'idempotency:expires_at', value: '2026-01-02T00:00:00.000Z' },
    ]);
  });
});

describe('listsOf()', () => {
  it('reads the list of all when there is no filter', () => {
    expect(listsOf({ limit: 1, sort: '-created_at' })).toEqual(['tenants:live:created_at:all']);
  });

  it('reads one list per filter', () => {
    const query = { limit: 1, sort: 'slug', tier: 'pro', organizationId: 'a=b:c' } as const;

    expect(listsOf(query)).toEqual([
      'tenants:live:slug:organization=a=b:c',
      'tenants:live:slug:tier=pro',
    ]);
  });

  it('reads the tombstones when they are asked for', () => {
    expect(listsOf({ limit: 1, sort: 'slug', status: 'deleted' })).toEqual([
      'tenants:deleted:slug:all',
    ]);
  });
});
