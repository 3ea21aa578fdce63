import type { TenantView } from '../../shared/use-cases/tenant-view.ts';
import { describeAge } from '../describe-time.ts';
import type { Table } from '../format-table.ts';
import { stateCell } from './state-cell.ts';

/** Tenants, one a line; what a person needs first stands first. */
export function tenantListTable(tenants: readonly TenantView[], nowMs: number): Table {
  return {
    header: ['SLUG', 'PRODUCT', 'STATUS', 'HEALTH', 'TIER', 'AGE', 'ID'],
    rows: tenants.map(({ slug, product, status, health, tier, created_at, id }) => [
      slug,
      product,
      stateCell(status),
      stateCell(health),
      tier,
      describeAge(created_at, nowMs),
      id,
    ]),
  };
}
