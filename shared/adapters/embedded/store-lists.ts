import type { DatabaseSync } from 'node:sqlite';
import type {
  ApiKeyQuery,
  Collection,
  DeadLetterQuery,
  Documents,
  Page,
  PageRequest,
  TenantQuery,
} from '../../ports/store.ts';
import type { DeadLetter } from '../../tenant/dead-letter.ts';
import { TenantryError } from '../../tenant/errors.ts';
import type { Operation } from '../../tenant/operation.ts';
import type { ApiKey, Revision, TenantEvent } from '../../tenant/records.ts';
import type { Tenant } from '../../tenant/tenant.ts';
import {
  apiKeyList,
  deadLetterList,
  dueList,
  eventList,
  listsOf,
  operationList,
  revisionList,
  tombstoneList,
} from './list-entries.ts';
import { type ListStretch, pageQuery } from './list-page.ts';
import { parseDocument } from './parse-document.ts';
import { numberIn, textIn } from './row.ts';
import { createStatements, type Statements } from './statements.ts';

/** Longest page. */
const pageLimitMax = 200;

/** Most due tenants of one call. */
const dueLimitMax = 1_000;

/** Up to where lists are counted to find the shortest one. */
const countMax = 500;

/** The store's lists; each page costs its own length, not the length of the list. */
export interface StoreLists {
  listTenants(query: TenantQuery): Page<Tenant>;
  listOperations(tenantId: string, page: PageRequest): Page<Operation>;
  listEvents(tenantId: string, page: PageRequest): Page<TenantEvent>;
  listRevisions(tenantId: string, page: PageRequest): Page<Revision>;
  listDeadLetters(query: DeadLetterQuery): Page<DeadLetter>;
  listApiKeys(query: ApiKeyQuery): Page<ApiKey>;
  listDue(limit: number, now: string): readonly string[];
  listEndedTombstones(limit: number, now: string): readonly Tenant[];
}

export function createStoreLists(database: DatabaseSync): StoreLists {
  const statements = createStatements(database);
  return {
    listTenants: (query) => listTenants(statements, query),
    listOperations: (tenantId, page) =>
      listPage(statements, {
        collection: 'operations',
        lists: [operationList(tenantId)],
        isDescending: true,
        ...page,
      }),
    listEvents: (tenantId, page) =>
      listPage(statements, {
        collection: 'events',
        lists: [eventList(tenantId)],
        isDescending: false,
        ...page,
      }),
    listRevisions: (tenantId, page) =>
      listPage(statements, {
        collection: 'revisions',
        lists: [revisionList(tenantId)],
        isDescending: false,
        ...page,
      }),
    listDeadLetters: (query) =>
      listPage(statements, {
        collection: 'dead_letters',
        lists: [deadLetterList(query)],
        isDescending: true,
        ...pageOf(query),
      }),
    listApiKeys: (query) =>
      listPage(statements, {
        collection: 'api_keys',
        lists: [apiKeyList(query)],
        isDescending: true,
        ...pageOf(query),
      }),
    listDue: (limit, now) => listDue(statements, limit, now),
    listEndedTombstones: (limit, now) => listEndedTombstones(statements, limit, now),
  };
}

function pageOf({ limit, after }: PageRequest): PageRequest {
  return { limit, ...(after !== undefined && { after }) };
}

function listTenants(statements: Statements, query: TenantQuery): Page<Tenant> {
  const { sort, slugPrefix, limit, after } = query;
  if (slugPrefix !== undefined && sort !== 'slug') {
    throw invalidQuery(`a prefix of the slug needs the sort "slug", not "${sort}"`);
  }
  return listPage(statements, {
    collection: 'tenants',
    lists: shortestFirst(statements, listsOf(query)),
    isDescending: sort === '-created_at',
    limit,
    ...(after !== undefined && { after }),
    ...(slugPrefix !== undefined && { valuePrefix: slugPrefix }),
  });
}

/** The shortest list leads, so that a rare filter is not searched for along a long list. */
function shortestFirst(statements: Statements, lists: readonly string[]): readonly string[] {
  if (lists.length === 1) return lists;
  return lists
    .map((list) => ({ list, count: countUpTo(statements, list) }))
    .sort((a, b) => a.count - b.count)
    .map(({ list }) => list);
}

function countUpTo(statements: Statements, list: string): number {
  const row = statements(
    'SELECT count(*) AS count FROM (SELECT 1 FROM list_entries WHERE list = ? LIMIT ?)',
  ).get(list, countMax);
  return row === undefined ? 0 : numberIn(row, 'count');
}

function listPage<C extends Collection>(
  statements: Statements,
  stretch: ListStretch & { readonly collection: C },
): Page<Documents[C]> {
  const { collection, limit } = stretch;
  guardLimit(limit, pageLimitMax);
  // One more than asked for tells whether there is a next page.
  const { sql, parameters } = pageQuery({ ...stretch, limit: limit + 1 });
  const rows = statements(sql).all(...parameters);
  const shown = rows.slice(0, limit);
  const items = shown.map((row) => parseDocument<Documents[C]>(collection, textIn(row, 'json')));
  const last = shown.at(-1);
  if (rows.length <= limit || last === undefined) return { items };
  return { items, next: { value: textIn(last, 'value'), id: textIn(last, 'id') } };
}

function listDue(statements: Statements, limit: number, now: string): readonly string[] {
  guardLimit(limit, dueLimitMax);
  return statements(
    'SELECT id FROM list_entries WHERE list = ? AND value <= ? ORDER BY value, id LIMIT ?',
  )
    .all(dueList, now, limit)
    .map((row) => textIn(row, 'id'));
}

function listEndedTombstones(
  statements: Statements,
  limit: number,
  now: string,
): readonly Tenant[] {
  guardLimit(limit, pageLimitMax);
  return statements(
    `SELECT document.json FROM list_entries AS entry
     CROSS JOIN documents AS document ON document.collection = 'tenants' AND document.id = entry.id
     WHERE entry.list = ? AND entry.value <= ? ORDER BY entry.value, entry.id LIMIT ?`,
  )
    .all(tombstoneList, now, limit)
    .map((row) => parseDocument<Tenant>('tenants', textIn(row, 'json')));
}

function guardLimit(limit: number, limitMax: number): void {
  if (Number.isInteger(limit) && limit >= 1 && limit <= limitMax) return;
  throw invalidQuery(`the limit must be between 1 and ${limitMax}, not ${limit}`);
}

function invalidQuery(why: string): TenantryError {
  return new TenantryError('invalid_query', `Cannot list: ${why}`);
}
