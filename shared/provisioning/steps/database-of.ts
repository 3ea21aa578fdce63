import type { TenantDatabase } from '../../ports/tenant-database.ts';
import { SystemError } from '../../tenant/system-error.ts';
import type { StepContext } from '../step-implementation.ts';

/** The database that tenants share. Throws `database_not_set_up` where this deployment has none. */
export function databaseOf({ systems }: StepContext): TenantDatabase {
  if (systems.database !== undefined) return systems.database;
  const message = 'Cannot reach the tenant database: this deployment has none set up';
  throw new SystemError(
    'database',
    { what: 'not_set_up', message },
    { class: 'terminal', outcome: 'not-done' },
  );
}
