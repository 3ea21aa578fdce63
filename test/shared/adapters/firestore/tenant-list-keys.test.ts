import { describe, expect, it } from 'vitest';
import {
  isSifted,
  listConditions,
  tenantListKeys,
} from '../../../../shared/adapters/firestore/tenant-list-keys.ts';
import { aTenant } from '../../../builders/a-tenant.ts';

const page = { limit: 10, sort: 'slug' } as const;

describe('listConditions()', () => {
  it('asks for the part alone when there is no filter', () => {
    expect(listConditions(page)).toEqual([{ key: 'part', value: 'live' }]);
    expect(listConditions({ ...page, status: 'deleted' })).toEqual([
      { key: 'status', value: 'deleted:deleted' },
    ]);
  });

  it('asks for a label and its organization as one value', () => {
    const tenant = aTenant({ organization_id: 'org', labels: { team: 'a' } });
    const query = { ...page, organizationId: 'org', labelPair: 'team=a' };

    const [condition] = listConditions(query);

    expect(listConditions(query)).toHaveLength(1);
    expect(tenantListKeys(tenant).labels).toContain(condition?.value);
  });

  it('never takes a label of one organization for one of another', () => {
    const labels = (organization: string, pair: string) =>
      listConditions({ ...page, organizationId: organization, labelPair: pair })[0]?.value;

    expect(labels('a', 'b","c=d')).not.toBe(labels('a","b', 'c=d'));
  });
});

describe('isSifted()', () => {
  it.each([
    [false, { organizationId: 'org', labelPair: 'a=b' }],
    [false, { product: 'frappe', tier: 'pro' }],
    [true, { labelPair: 'a=b', tier: 'pro' }],
    [true, { labelPair: 'a=b', status: 'failed' }],
  ] as const)('is %s for %j', (expected, filters) => {
    expect(isSifted({ ...page, ...filters })).toBe(expected);
  });
});
