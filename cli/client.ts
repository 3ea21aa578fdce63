import type { JsonObject } from '../shared/tenant/json.ts';
import type { EventView } from '../shared/use-cases/list-events.ts';
import type { OperationView } from '../shared/use-cases/operations.ts';
import type { ProductSummary, ProductView } from '../shared/use-cases/products.ts';
import type { StatusView, TenantView } from '../shared/use-cases/tenant-view.ts';
import { CliError } from './cli-error.ts';
import { type ApiRequest, type Connection, sendRequest } from './send-request.ts';

/** One page of a list; `next_cursor` is null on the last. */
export interface ListPage<T> {
  readonly items: readonly T[];
  readonly next_cursor: string | null;
}

/** Which page of a list. */
export interface PageQuery {
  readonly limit?: number;
  readonly cursor?: string;
}

/** How to wait for news. */
export interface Patience {
  /** Seconds, 0 to 30. */
  readonly waitSeconds?: number;
  /** The version that is known already. */
  readonly since?: number;
}

/** Filter and order of the list of tenants, as the API names them. */
export type TenantFilter = Readonly<Record<string, string | undefined>>;

/** The HTTP API, one method a call. Each rejects as `sendRequest` does. */
export interface Client {
  createTenant(body: JsonObject, idempotencyKey: string): Promise<TenantView>;
  deleteTenant(id: string, idempotencyKey: string): Promise<TenantView>;
  retryTenant(id: string, idempotencyKey: string): Promise<TenantView>;
  getTenant(id: string): Promise<TenantView>;
  getStatus(id: string, patience?: Patience): Promise<StatusView>;
  listTenants(filter: TenantFilter, page?: PageQuery): Promise<ListPage<TenantView>>;
  listEvents(id: string, page?: PageQuery): Promise<ListPage<EventView>>;
  listOperations(id: string, page?: PageQuery): Promise<ListPage<OperationView>>;
  getOperation(id: string): Promise<OperationView>;
  listProducts(): Promise<ListPage<ProductSummary>>;
  getProduct(name: string): Promise<ProductView>;
}

/** A client of the server that the connection leads to. It keeps nothing between calls. */
export function createClient(connection: Connection): Client {
  const item = async <T>(request: ApiRequest, key: string): Promise<T> =>
    itemOf(connection, await sendRequest(connection, request), key);
  const list = async <T>(name: string, request: ApiRequest): Promise<ListPage<T>> =>
    pageOf(connection, await sendRequest(connection, request), name);
  const wish = (method: 'POST' | 'DELETE', path: string, idempotencyKey: string) =>
    item<TenantView>({ method, path, idempotencyKey }, 'id');
  return {
    createTenant: (body, idempotencyKey) =>
      item({ method: 'POST', path: '/tenants', body, idempotencyKey }, 'id'),
    deleteTenant: (id, key) => wish('DELETE', tenantPath(id), key),
    retryTenant: (id, key) => wish('POST', tenantPath(id, '/retry'), key),
    getTenant: (id) => item({ method: 'GET', path: tenantPath(id) }, 'id'),
    getStatus: (id, { waitSeconds, since } = {}) =>
      item(
        {
          method: 'GET',
          path: tenantPath(id, '/status'),
          query: { since },
          ...(waitSeconds !== undefined && { waitSeconds }),
        },
        'id',
      ),
    listTenants: (filter, page) =>
      list('tenants', { method: 'GET', path: '/tenants', query: { ...filter, ...page } }),
    listEvents: (id, page) =>
      list('events', { method: 'GET', path: tenantPath(id, '/events'), query: { ...page } }),
    listOperations: (id, page) =>
      list('operations', {
        method: 'GET',
        path: tenantPath(id, '/operations'),
        query: { ...page },
      }),
    getOperation: (id) =>
      item({ method: 'GET', path: `/operations/${encodeURIComponent(id)}` }, 'id'),
    listProducts: () => list('products', { method: 'GET', path: '/products' }),
    getProduct: (name) =>
      item({ method: 'GET', path: `/products/${encodeURIComponent(name)}` }, 'name'),
  };
}

function tenantPath(id: string, rest = ''): string {
  return `/tenants/${encodeURIComponent(id)}${rest}`;
}

/** Trusts the contract beyond the one member that says what this is. */
function itemOf<T>({ settings }: Connection, body: JsonObject, key: string): T {
  if (typeof body[key] === 'string') return body as T;
  throw notTenantry(settings.url);
}

function pageOf<T>({ settings }: Connection, body: JsonObject, name: string): ListPage<T> {
  const { [name]: items, next_cursor } = body;
  if (!Array.isArray(items)) throw notTenantry(settings.url);
  return { items, next_cursor: typeof next_cursor === 'string' ? next_cursor : null };
}

function notTenantry(url: string): CliError {
  return new CliError(
    'answer_unreadable',
    `Cannot read the answer of ${url}: it is not Tenantry's`,
  );
}
