import type { Dns, FoundDnsRecord } from '../../ports/dns.ts';
import { SystemError } from '../../tenant/system-error.ts';
import type { Tenant } from '../../tenant/tenant.ts';
import type { StepContext } from '../step-implementation.ts';

/** Whether this tenant made the record. */
export function isOwnRecord(found: FoundDnsRecord, { id }: Pick<Tenant, 'id'>): boolean {
  return found.type === 'CNAME' && found.tenantId === id;
}

/** The zone of tenants' hosts; none → `dns_not_set_up`. */
export function dnsOf({ systems }: Pick<StepContext, 'systems'>): Dns {
  if (systems.dns !== undefined) return systems.dns;
  const message = 'Cannot reach DNS: this deployment has no zone';
  const details = { class: 'terminal', outcome: 'not-done' } as const;
  throw new SystemError('dns', { what: 'not_set_up', message }, details);
}
