import { tenantDatabaseContract } from '../contracts/tenant-database.contract.ts';
import { createMemoryTenantDatabase } from './memory-tenant-database.ts';

tenantDatabaseContract('createMemoryTenantDatabase()', async () => createMemoryTenantDatabase());
