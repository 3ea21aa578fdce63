import type { Systems } from '../../shared/ports/systems.ts';
import type { Parts } from './parts.ts';

/** The database that tenants of `codetether` share, where one is set. Its client is loaded by the first call. */
export async function composeTenantDatabase(parts: Parts): Promise<Pick<Systems, 'database'>> {
  const {
    CODETETHER_DATABASE_URL: url,
    CODETETHER_DATABASE_APP_ROLE: applicationRole,
    CALL_TIMEOUT_MS: callTimeoutMs,
  } = parts.config;
  if (url === undefined || applicationRole === undefined) return {};
  const { createTenantDatabase } = await import(
    '../../shared/adapters/postgres/create-tenant-database.ts'
  );
  const database = createTenantDatabase({ url, applicationRole, callTimeoutMs });
  parts.atEnd(database.close);
  return { database };
}
