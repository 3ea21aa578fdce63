import type { TenantDatabase } from '../../shared/ports/tenant-database.ts';
import { SystemError, type SystemFailure } from '../../shared/tenant/system-error.ts';
import type { TenantRow } from '../../shared/tenant/tenant-row.ts';

/** A tenant database that a test can look into. */
export interface MemoryTenantDatabase extends TenantDatabase {
  readonly rows: ReadonlyMap<string, TenantRow>;
}

/** The tenant database in memory; `test/contracts/tenant-database.contract.ts` holds it to the real one. */
export function createMemoryTenantDatabase(): MemoryTenantDatabase {
  const rows = new Map<string, TenantRow>();
  let isMigrated = false;
  return {
    rows,
    migrate: async () => {
      isMigrated = true;
    },
    find: async (tenantId) => rows.get(known(tenantId)),
    put: async (row) => {
      const { tenantId, ownerId, slug } = row;
      if (!isMigrated) throw refusal('refused', tenantId);
      const isTaken = [...rows.values()].some((other) => {
        const isSame = other.tenantId === tenantId;
        return isSame !== (other.slug === slug) || (isSame && other.ownerId !== ownerId);
      });
      if (isTaken) throw refusal('conflict', tenantId);
      rows.set(known(tenantId), row);
    },
    remove: async ({ tenantId, ownerId, slug }) => {
      const row = rows.get(known(tenantId));
      if (row?.slug === slug && row.ownerId === ownerId) rows.delete(tenantId);
    },
  };
}

function known(tenantId: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(tenantId)) {
    throw refusal('refused', tenantId);
  }
  return tenantId;
}

function refusal(what: SystemFailure['what'], tenantId: string): SystemError {
  const message = `Cannot use "${tenantId}" in the tenant database: ${what}`;
  return new SystemError('database', { what, message }, { class: 'terminal', outcome: 'not-done' });
}
