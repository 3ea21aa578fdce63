import type { Blueprint } from '../../shared/blueprint/blueprint.ts';
import { aBlueprint } from './a-blueprint.ts';
import { aTenantRow } from './a-tenant-row.ts';

/** A small product that is nothing but a row in the tenant database. */
export function aRowedBlueprint(): Blueprint {
  return aBlueprint({
    render: () => [],
    steps: ({ kind, tenant }) => {
      const key = { tenantId: tenant.id, slug: tenant.slug };
      const step = { name: 'tenant-row', deadlineMs: 60_000 };
      return kind === 'delete'
        ? [{ ...step, ...key, kind: 'remove-tenant-row' }]
        : [{ ...step, kind: 'ensure-tenant-row', row: aTenantRow(1, key) }];
    },
  });
}
