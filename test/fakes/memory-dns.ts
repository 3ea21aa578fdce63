import type { Dns, DnsRecord, FoundDnsRecord } from '../../shared/ports/dns.ts';
import { SystemError } from '../../shared/tenant/system-error.ts';

/** A zone in memory. */
export interface MemoryDns extends Dns {
  readonly records: Map<string, FoundDnsRecord>;
}

/** An empty one. */
export function createMemoryDns(): MemoryDns {
  const records = new Map<string, FoundDnsRecord>();
  let ids = 0;
  const put = (id: string, { name, target, tenantId }: DnsRecord) =>
    records.set(name, { id, type: 'CNAME', target, isProxied: true, tenantId });
  const nameOf = (id: string) => {
    const name = [...records].find(([, record]) => record.id === id)?.[0];
    if (name === undefined) throw refusal('refused', `Cannot change record "${id}": it is gone`);
    return name;
  };
  return {
    records,
    find: async (name) => records.get(name),
    create: async (record) => {
      if (records.has(record.name)) throw refusal('conflict', `There is a "${record.name}"`);
      ids += 1;
      put(`record-${ids}`, record);
    },
    update: async (id, record) => {
      nameOf(id);
      put(id, record);
    },
    remove: async (id) => {
      records.delete(nameOf(id));
    },
  };
}

function refusal(what: 'conflict' | 'refused', message: string): SystemError {
  return new SystemError('dns', { what, message }, { class: 'observe', outcome: 'not-done' });
}
