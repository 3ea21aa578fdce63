import type { Page, PageStart, TenantQuery } from '../../ports/store.ts';
import { TenantryError } from '../../tenant/errors.ts';
import { unexpired } from '../../tenant/expiry.ts';
import type { Tenant } from '../../tenant/tenant.ts';
import { recordOf } from './document-fields.ts';
import type { FirestoreApi } from './firestore-api.ts';
import { guardLimit, pageLimitMax } from './list-limits.ts';
import { sendRead } from './read-documents.ts';
import { storeTime } from './store-time.ts';
import { isSifted, tenantMatches } from './tenant-list-keys.ts';
import { tenantQuery } from './tenant-query.ts';

/** How many tenants are read at a time where the query alone does not find the right ones. */
const chunkSize = 250;

/** How many are looked at for one page; when they are not enough the page is shorter. */
const lookedAtMax = 1_000;

/** The tenants that meet every filter, page by page; expired ones only make a page shorter. */
export async function listTenants(api: FirestoreApi, query: TenantQuery): Promise<Page<Tenant>> {
  const { limit, sort, slugPrefix } = query;
  guardLimit(limit, pageLimitMax);
  if (slugPrefix !== undefined && sort !== 'slug') {
    throw new TenantryError(
      'invalid_query',
      `Cannot list: a prefix of the slug needs the sort "slug", not "${sort}"`,
    );
  }
  const found: Tenant[] = [];
  // One more than asked for tells whether there is a next page.
  const size = isSifted(query) ? chunkSize : limit + 1;
  let { after } = query;
  for (let lookedAt = 0; ; lookedAt += size) {
    const chunk = await readChunk(api, query, { limit: size, after });
    found.push(...chunk.tenants.filter((tenant) => tenantMatches(tenant, query)));
    after = chunk.tenants.length < size ? undefined : startAfter(query, chunk.tenants.at(-1));
    if (found.length > limit || after === undefined || lookedAt + size >= lookedAtMax) {
      return pageOf({ query, found, after, now: chunk.now });
    }
  }
}

interface Chunk {
  readonly tenants: readonly Tenant[];
  readonly now: string;
}

async function readChunk(
  api: FirestoreApi,
  query: TenantQuery,
  stretch: { readonly limit: number; readonly after: PageStart | undefined },
): Promise<Chunk> {
  const { documents, readTime } = await sendRead(
    'list tenants',
    async () => await api.runQuery(api.root, tenantQuery(api.root, query, stretch)),
  );
  return {
    tenants: documents.map(({ fields }) => recordOf('tenants', fields)),
    now: storeTime(readTime),
  };
}

interface Found {
  readonly query: TenantQuery;
  readonly found: readonly Tenant[];
  /** Where to go on when all that was found is shown. */
  readonly after: PageStart | undefined;
  readonly now: string;
}

function pageOf({ query, found, after, now }: Found): Page<Tenant> {
  const shown = found.slice(0, query.limit);
  const next = found.length > query.limit ? startAfter(query, shown.at(-1)) : after;
  return {
    items: shown.filter((tenant) => unexpired(tenant, now) !== undefined),
    ...(next !== undefined && { next }),
  };
}

function startAfter({ sort }: TenantQuery, tenant: Tenant | undefined): PageStart | undefined {
  if (tenant === undefined) return undefined;
  return { value: sort === 'slug' ? tenant.slug : tenant.created_at, id: tenant.id };
}
