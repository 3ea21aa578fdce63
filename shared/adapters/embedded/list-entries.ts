import type {
  ApiKeyQuery,
  Collection,
  DeadLetterQuery,
  Documents,
  TenantQuery,
} from '../../ports/store.ts';
import type { DeadLetter } from '../../tenant/dead-letter.ts';
import type { Operation } from '../../tenant/operation.ts';
import type { ApiKey, IdempotencyRecord, Revision, TenantEvent } from '../../tenant/records.ts';
import type { Tenant } from '../../tenant/tenant.ts';

/** That a document is in a list, and by which value it is sorted there (ties by id). */
export interface ListEntry {
  readonly list: string;
  readonly value: string;
}

/** Grows with every change of what `entriesOf` answers: older lists are then filled anew. */
export const listsVersion = 4;

/** The list of tenants by their `due`. */
export const dueList = 'tenants:due';

/** The list of tombstones by the end of their life. */
export const tombstoneList = 'tenants:expires_at';

/** Collections whose records go when their life ends. */
export const expiringCollections = ['idempotency', 'dead_letters'] as const;

export type ExpiringCollection = (typeof expiringCollections)[number];

/** The list of a collection's records by the end of their life. */
export function expiryList(collection: ExpiringCollection): string {
  return `${collection}:expires_at`;
}

type Entries = { readonly [C in Collection]: (document: Documents[C]) => readonly ListEntry[] };

const entries: Entries = {
  tenants: tenantEntries,
  operations: operationEntries,
  events: eventEntries,
  idempotency: idempotencyEntries,
  claims: noEntries,
  revisions: revisionEntries,
  api_keys: apiKeyEntries,
  clusters: noEntries,
  settings: noEntries,
  dead_letters: deadLetterEntries,
  breakers: noEntries,
  walks: noEntries,
  repairs: noEntries,
  locks: noEntries,
  billing: noEntries,
  ledger: noEntries,
};

/** Whether this program knows a collection of that name. */
export function isCollection(name: string): name is Collection {
  return Object.hasOwn(entries, name);
}

/** Every list that a document is in. */
export function entriesOf<C extends Collection>(
  collection: C,
  document: Documents[C],
): readonly ListEntry[] {
  return entries[collection](document);
}

/** The lists whose common tenants answer a query; the first one alone does when there are no more. */
export function listsOf(query: TenantQuery): readonly string[] {
  const part = query.status === 'deleted' ? 'deleted' : 'live';
  const column = query.sort === 'slug' ? 'slug' : 'created_at';
  const filters = [
    ...(query.organizationId === undefined ? [] : [`organization=${query.organizationId}`]),
    ...(query.product === undefined ? [] : [`product=${query.product}`]),
    ...(query.tier === undefined ? [] : [`tier=${query.tier}`]),
    ...(query.cluster === undefined ? [] : [`cluster=${query.cluster}`]),
    ...(query.labelPair === undefined ? [] : [`label=${query.labelPair}`]),
    ...(query.status === undefined || part === 'deleted' ? [] : [`status=${query.status}`]),
  ];
  return (filters.length === 0 ? ['all'] : filters).map((filter) =>
    tenantList(part, column, filter),
  );
}

/** The list of a tenant's operations, oldest first. */
export function operationList(tenantId: string): string {
  return `operations:${tenantId}`;
}

/** The list of a tenant's events, by number. */
export function eventList(tenantId: string): string {
  return `events:${tenantId}`;
}

function tenantEntries(tenant: Tenant): readonly ListEntry[] {
  const part = tenant.status === 'deleted' ? 'deleted' : 'live';
  const filters = [
    'all',
    `organization=${tenant.organization_id}`,
    `product=${tenant.product}`,
    `tier=${tenant.tier}`,
    `cluster=${tenant.placement.cluster}`,
    ...new Set(tenant.label_pairs.map((pair) => `label=${pair}`)),
    // Tombstones have one status, so their part of the lists needs none by status.
    ...(part === 'deleted' ? [] : [`status=${tenant.status}`]),
  ];
  const lists = filters.flatMap((filter) => [
    { list: tenantList(part, 'created_at', filter), value: tenant.created_at },
    { list: tenantList(part, 'slug', filter), value: tenant.slug },
  ]);
  return [
    ...lists,
    ...(tenant.due === null ? [] : [{ list: dueList, value: tenant.due }]),
    ...(tenant.expires_at === null ? [] : [{ list: tombstoneList, value: tenant.expires_at }]),
  ];
}

/** What follows the first "=" is the filter's value, whatever it contains. */
function tenantList(part: 'live' | 'deleted', column: string, filter: string): string {
  return `tenants:${part}:${column}:${filter}`;
}

function operationEntries(operation: Operation): readonly ListEntry[] {
  return [{ list: operationList(operation.tenant_id), value: operation.created_at }];
}

function eventEntries(event: TenantEvent): readonly ListEntry[] {
  return [{ list: eventList(event.tenant_id), value: numberValue(event.number) }];
}

/** The list of a tenant's revisions, by number. */
export function revisionList(tenantId: string): string {
  return `revisions:${tenantId}`;
}

function revisionEntries(revision: Revision): readonly ListEntry[] {
  return [{ list: revisionList(revision.tenant_id), value: numberValue(revision.number) }];
}

/** A number as text that sorts by its value. */
function numberValue(number: number): string {
  return String(number).padStart(16, '0');
}

function idempotencyEntries(record: IdempotencyRecord): readonly ListEntry[] {
  return [{ list: expiryList('idempotency'), value: record.expires_at }];
}

/** The list that answers a query for dead letters, oldest first. */
export function deadLetterList({ state }: Pick<DeadLetterQuery, 'state'>): string {
  return state === undefined ? 'dead_letters:all' : `dead_letters:state=${state}`;
}

/** The list that answers a query for API keys, oldest first. */
export function apiKeyList({ organizationId, id }: Pick<ApiKeyQuery, 'organizationId' | 'id'>) {
  if (organizationId !== undefined) return `api_keys:organization=${organizationId}`;
  return id === undefined ? 'api_keys:all' : `api_keys:id=${id}`;
}

function deadLetterEntries({ state, received_at, expires_at }: DeadLetter): readonly ListEntry[] {
  return [
    { list: deadLetterList({}), value: received_at },
    { list: deadLetterList({ state }), value: received_at },
    { list: expiryList('dead_letters'), value: expires_at },
  ];
}

function apiKeyEntries({ organization_id, id, created_at }: ApiKey): readonly ListEntry[] {
  return [{}, { organizationId: organization_id }, { id }].map((query) => ({
    list: apiKeyList(query),
    value: created_at,
  }));
}

function noEntries(): readonly ListEntry[] {
  return [];
}
