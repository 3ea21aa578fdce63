import type { FoundDnsRecord } from '../../ports/dns.ts';
import type { Tenant } from '../../tenant/tenant.ts';

/** Whether this tenant made the record. */
export function isOwnRecord(found: FoundDnsRecord, { id }: Pick<Tenant, 'id'>): boolean {
  return found.type === 'CNAME' && found.tenantId === id;
}
