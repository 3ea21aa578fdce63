import { describe, expect, it } from 'vitest';
import {
  breakerMessage,
  nextWalk,
  walkedOn,
  withKinds,
} from '../../../../shared/provisioning/walk/next-walk.ts';
import type { Orphan } from '../../../../shared/tenant/walk-record.ts';
import { aWalkRecord } from '../../../builders/a-walk-record.ts';

const at = '2026-01-02T00:00:00.000Z';

function anOrphan(uid: string): Orphan {
  const kind = { api_version: 'v1', kind: 'ConfigMap' };
  return { ...kind, name: uid, uid, tenant_id: 't', reason: 'TenantUnknown' };
}

describe('breakerMessage()', () => {
  it.each([
    [4, 4, 20, false],
    [5, 25, 20, false],
    [6, 29, 20, true],
    [5, 5, 99, true],
    [5, 5, 100, false],
    [0, 0, 1, false],
  ])('for %i broken of %i tenants at %i %% stops: %s', (...row) => {
    const [broken, tenants, percent, isStopped] = row;

    expect(breakerMessage({ broken, tenants }, percent) !== undefined).toBe(isStopped);
  });
});

describe('nextWalk()', () => {
  it('begins with the first walk over a cluster', () => {
    expect(nextWalk(undefined, 'c', at)).toMatchObject({
      cluster: 'c',
      cursor: { tenants_after: null, kind: 0 },
      kinds: [{ kind: 'Namespace' }],
      walk: { number: 1, state: 'open', started_at: at },
      former: null,
    });
  });

  it('knows the kinds of the walk before, keeps how it went and starts its counts anew', () => {
    const kinds = [{ api_version: 'v1', kind: 'Service' }];
    const before = { ...aWalkRecord({ number: 7, state: 'stopped', message: 'm' }), kinds };

    const next = nextWalk(before, 'default', at);

    expect(next).toMatchObject({ kinds, former: before.walk });
    expect(next.walk).toMatchObject({ number: 8, state: 'open', message: null });
  });
});

describe('withKinds()', () => {
  it('puts new kinds at the end, so that an index stays the same', () => {
    const [a, b, c] = ['A', 'B', 'C'].map((kind) => ({ api_version: 'v1', kind }));
    if (a === undefined || b === undefined || c === undefined) throw new Error('No kinds');

    expect(withKinds([a, b], [c, a])).toEqual([a, b, c]);
  });
});

describe('walkedOn()', () => {
  it('adds counts up, names each orphan once and at most 100 of them', () => {
    const { walk } = aWalkRecord({ orphans: [anOrphan('o-1')] });
    const orphans = Array.from({ length: 120 }, (_, index) => anOrphan(`o-${index}`));

    const after = walkedOn(walk, { counts: { pages: 2, orphans: 120 }, orphans, unreadable: [] });

    expect(after.counts).toMatchObject({ pages: 2, orphans: 120, tenants: 0 });
    expect(after.orphans).toHaveLength(100);
    expect(new Set(after.orphans.map(({ uid }) => uid)).size).toBe(100);
  });

  it('stays stopped once it is', () => {
    const nothing = { counts: {}, orphans: [], unreadable: [] };

    const stopped = walkedOn(aWalkRecord().walk, { ...nothing, stopped: 'too much' });

    expect(walkedOn(stopped, nothing)).toMatchObject({ state: 'stopped', message: 'too much' });
  });
});
