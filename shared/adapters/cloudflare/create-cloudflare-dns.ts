import { z } from 'zod';
import type { Dns, DnsRecord, FoundDnsRecord } from '../../ports/dns.ts';
import type { CloudflareCall } from './cloudflare-call.ts';
import { garbledError } from './cloudflare-failure.ts';
import type { CloudflareApi } from './create-cloudflare-api.ts';

const recordSchema = z.object({
  id: z.string().min(1).max(64),
  type: z.string(),
  name: z.string(),
  content: z.string().optional(),
  proxied: z.boolean().optional(),
  comment: z.string().nullish(),
});

type Found = z.output<typeof recordSchema>;

const recordsSchema = z.array(recordSchema);

/** Records that leave no place for a CNAME of the same name (RFC 1034, section 3.6.2; others may stand beside a proxied one). */
const hostTypes: ReadonlySet<string> = new Set(['A', 'AAAA', 'CNAME', 'NS']);

/** Seconds to live; 1 lets Cloudflare choose, as it does for every proxied record. */
const automaticTtl = 1;

/**
 * The records of one zone. A tenant's record has the comment `Tenant <id>` (43 characters; plans
 * without charge allow 100).
 */
export function createCloudflareDns(api: CloudflareApi, zoneId: string): Dns {
  const records = `/zones/${encodeURIComponent(zoneId)}/dns_records`;
  const call = (what: string, name: string, request: Pick<CloudflareCall, 'method' | 'path'>) => ({
    ...request,
    system: 'dns' as const,
    what: `${what} DNS record "${name}"`,
  });
  const one = (id: string) => `${records}/${encodeURIComponent(id)}`;
  return {
    find: async (name) => {
      const look = call('find', name, { method: 'GET', path: records });
      const query = { 'name.exact': name, per_page: '100' };
      const parsed = recordsSchema.safeParse(await api({ ...look, query }));
      if (!parsed.success) throw garbledError(look);
      return foundIn(parsed.data, name);
    },
    create: async (record) => {
      const create = call('create', record.name, { method: 'POST', path: records });
      await api({ ...create, body: bodyOf(record) });
    },
    update: async (id, record) => {
      const update = call('update', record.name, { method: 'PATCH', path: one(id) });
      await api({ ...update, body: bodyOf(record) });
    },
    remove: async (id) => {
      await api(call('remove', id, { method: 'DELETE', path: one(id) }));
    },
  };
}

function bodyOf({ name, target, tenantId }: DnsRecord) {
  return {
    ...{ type: 'CNAME', name, content: target },
    ...{ proxied: true, ttl: automaticTtl, comment: `Tenant ${tenantId}` },
  };
}

/** Names compare without case (RFC 4343). */
function foundIn(records: readonly Found[], name: string): FoundDnsRecord | undefined {
  const record = records.find(
    (one) => one.name.toLowerCase() === name.toLowerCase() && hostTypes.has(one.type),
  );
  if (record === undefined) return undefined;
  const { id, type, content = '', proxied = false, comment } = record;
  const tenantId = /^Tenant ([\w-]+)/.exec(comment ?? '')?.[1];
  return { id, type, target: content, isProxied: proxied, tenantId };
}
