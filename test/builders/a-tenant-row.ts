import type { TenantRow } from '../../shared/tenant/tenant-row.ts';
import { numberedId } from './numbered-id.ts';

/** A row of tenant number `number` in the tenant database, with what a test cares about. */
export function aTenantRow(number: number, overrides: Partial<TenantRow> = {}): TenantRow {
  return {
    tenantId: numberedId(number),
    ownerId: numberedId(number),
    slug: `acme-${number}`,
    organization: `Acme ${number}`,
    tier: 'free',
    realm: `acme-${number}.codetether.run`,
    userId: `ada-${number}@example.test`,
    status: 'active',
    ...overrides,
  };
}
