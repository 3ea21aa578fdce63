import type { Store } from '../ports/store.ts';
import { TenantryError } from '../tenant/errors.ts';
import type { Revision, TenantEvent } from '../tenant/records.ts';
import type { Tenant, TenantStatus } from '../tenant/tenant.ts';
import { findTenant, type TenantQuestion } from './find-tenant.ts';
import type { EventView } from './list-events.ts';
import { pastStatus } from './past-status.ts';
import { type RevisionView, revisionView } from './revisions.ts';

/** Events that are read to tell a status. */
const eventsMax = 50;

/** Revisions of one page, and pages that are looked through. */
const pageSize = 200;
const pagesMax = 50;

/** A tenant as it was. */
export interface PastTenantView
  extends Pick<Tenant, 'id' | 'organization_id' | 'slug' | 'product' | 'created_at'> {
  /** The moment that was asked for. */
  readonly at: string;
  /** What it was to be made of then. */
  readonly revision: RevisionView;
  /** What its events say; null: nothing. */
  readonly status: TenantStatus | null;
  /** The last event until then. */
  readonly last_event: EventView;
}

type HistoryStore = Pick<Store, 'get' | 'listRevisions' | 'transact'>;

/**
 * The tenant as it was at a time (RFC 3339 UTC, milliseconds), tombstones included. Rejects with
 * `tenant_not_found`, `tenant_not_created_yet`, or `invalid_input` for a time to come.
 */
export async function getPastTenant(
  { store }: { readonly store: HistoryStore },
  { at, ...question }: TenantQuestion & { readonly at: string },
): Promise<PastTenantView> {
  // The store's time, as revisions and events have it, comes with a read in a transaction.
  const { tenant, now } = await store.transact(async (transaction) => ({
    tenant: await findTenant(transaction, question),
    now: transaction.now(),
  }));
  assertPast(at, now);
  const [revision, events] = await Promise.all([
    revisionAt(store, tenant, at),
    eventsUntil(store, tenant, at),
  ]);
  const last = events.at(-1);
  if (revision === undefined || last === undefined) throw notYet(tenant);
  const { id, organization_id, slug, product, created_at } = tenant;
  const { schema: _, ...last_event } = last;
  return {
    ...{ id, organization_id, slug, product, created_at, at },
    revision: revisionView(tenant, revision),
    status: pastStatus(events),
    last_event,
  };
}

function assertPast(at: string, now: string): void {
  if (at <= now) return;
  const message = `Must not be in the future: it is ${now} now`;
  throw new TenantryError('invalid_input', `Cannot show a tenant as it will be at ${at}`, {
    errors: [{ pointer: '/query/at', code: 'in_the_future', message }],
  });
}

async function revisionAt(
  store: HistoryStore,
  { id }: Tenant,
  at: string,
): Promise<Revision | undefined> {
  let found: Revision | undefined;
  let page = await store.listRevisions(id, { limit: pageSize });
  for (let pages = 1; ; pages += 1) {
    const past = page.items.filter((revision) => revision.at <= at);
    found = past.at(-1) ?? found;
    const isEnd = past.length < page.items.length || page.next === undefined;
    if (isEnd || pages === pagesMax || page.next === undefined) return found;
    page = await store.listRevisions(id, { limit: pageSize, after: page.next });
  }
}

/** The last events until then, oldest first. */
async function eventsUntil(
  store: HistoryStore,
  { id, event_count }: Tenant,
  at: string,
): Promise<readonly TenantEvent[]> {
  const last = await lastEventUntil(store, { id, event_count }, at);
  const numbers = Array.from(
    { length: Math.min(last, eventsMax) },
    (_, index) => last - Math.min(last, eventsMax) + 1 + index,
  );
  const events = await Promise.all(numbers.map((number) => store.get('events', `${id}/${number}`)));
  return events.filter((event) => event !== undefined);
}

/** Number of the last event until then, 0 for none: events are numbered in the order of time. */
async function lastEventUntil(
  store: HistoryStore,
  { id, event_count }: Pick<Tenant, 'id' | 'event_count'>,
  at: string,
): Promise<number> {
  let [low, high] = [0, event_count];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const event = await store.get('events', `${id}/${middle}`);
    if (event !== undefined && event.at <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

function notYet({ slug, created_at }: Tenant): TenantryError {
  return new TenantryError(
    'tenant_not_created_yet',
    `Cannot show tenant "${slug}" before ${created_at}: it did not exist`,
  );
}
