import type { EnsureDnsRecord } from '../../blueprint/step-spec.ts';
import type { FoundDnsRecord } from '../../ports/dns.ts';
import { SystemError } from '../../tenant/system-error.ts';
import type { StepImplementation } from '../step-implementation.ts';
import { isOwnRecord } from './own-dns-record.ts';
import { systemOf } from './system-of.ts';

/** Leads the host to its target; a record of the name that is not the tenant's own → `dns_conflict`. */
export const ensureDnsRecord: StepImplementation<EnsureDnsRecord> = async (context, spec) => {
  const dns = systemOf(context, 'dns');
  const record = { name: spec.host, target: spec.target, tenantId: context.tenant.id };
  const found = await dns.find(record.name);
  if (found === undefined) {
    await dns.create(record);
    return { kind: 'done' };
  }
  if (!isOwnRecord(found, context.tenant)) throw foreignRecord(record.name, found);
  if (found.target === record.target && found.isProxied) return { kind: 'done', isSkipped: true };
  await dns.update(found.id, record);
  return { kind: 'done' };
};

function foreignRecord(name: string, { type, tenantId }: FoundDnsRecord): SystemError {
  const owner = tenantId === undefined ? 'no tenant' : `tenant "${tenantId}"`;
  const message = `Cannot create DNS record "${name}": there is one of type ${type}, and it belongs to ${owner}`;
  const details = { class: 'terminal', outcome: 'not-done' } as const;
  return new SystemError('dns', { what: 'conflict', message }, details);
}
