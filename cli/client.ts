import type { JsonObject } from '../shared/tenant/json.ts';
import type { DeadLetterView } from '../shared/use-cases/dead-letter-view.ts';
import type { PastTenantView } from '../shared/use-cases/get-past-tenant.ts';
import type { EffectView } from '../shared/use-cases/list-effects.ts';
import type { EventView } from '../shared/use-cases/list-events.ts';
import type { ObjectView } from '../shared/use-cases/list-objects.ts';
import type { OperationView } from '../shared/use-cases/operations.ts';
import type { PlanView } from '../shared/use-cases/plan-view.ts';
import type { ProductSummary, ProductView } from '../shared/use-cases/products.ts';
import type { LogView } from '../shared/use-cases/read-tenant-logs.ts';
import type { RevisionDetails, RevisionView } from '../shared/use-cases/revisions.ts';
import type { StatusView, TenantView } from '../shared/use-cases/tenant-view.ts';
import { CliError } from './cli-error.ts';
import { type ApiAnswer, type ApiRequest, type Connection, sendRequest } from './send-request.ts';

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

/** What goes along with a wish. */
export interface WishTerms {
  /** Makes it safe to send the wish twice. */
  readonly idempotencyKey: string;
  /** The ETag that the tenant must still have; absent: any. */
  readonly ifMatch?: string;
  /** The plan that the wish carries out, or nothing happens. */
  readonly planId?: string;
}

/** What a granted wish came to. */
export interface GrantedWish {
  readonly tenant: TenantView;
  /** False: it is done already, no operation was started. */
  readonly isWork: boolean;
}

/** What can be asked of a tenant by `POST /tenants/{id}/<action>`. */
export type ClientAction =
  | 'suspend'
  | 'resume'
  | 'upgrade'
  | 'rollback'
  | 'retry'
  | 'cancel'
  | 'restore';

/** An action with its body. */
export interface ActionRequest {
  readonly action: ClientAction;
  readonly body?: JsonObject;
}

/** What a person found out about an effect. */
export interface Settlement {
  readonly effect: string;
  readonly outcome: string;
}

/** A change to plan. */
export interface PlanRequest {
  readonly body: JsonObject;
  /** Compared with the cluster itself. */
  readonly isLive: boolean;
  readonly ifMatch?: string;
}

/** The HTTP API, one method a call. Each rejects as `sendRequest` does. */
export interface Client {
  createTenant(body: JsonObject, terms: WishTerms): Promise<GrantedWish>;
  updateTenant(id: string, patch: JsonObject, terms: WishTerms): Promise<GrantedWish>;
  deleteTenant(id: string, terms: WishTerms): Promise<GrantedWish>;
  actOnTenant(id: string, request: ActionRequest, terms: WishTerms): Promise<GrantedWish>;
  planNewTenant(request: PlanRequest): Promise<PlanView>;
  planTenant(id: string, request: PlanRequest): Promise<PlanView>;
  getTenant(id: string): Promise<TenantView>;
  /** As it was at a time (RFC 3339). */
  getPastTenant(id: string, at: string): Promise<PastTenantView>;
  getStatus(id: string, patience?: Patience): Promise<StatusView>;
  listTenants(filter: TenantFilter, page?: PageQuery): Promise<ListPage<TenantView>>;
  listEvents(id: string, page?: PageQuery): Promise<ListPage<EventView>>;
  listOperations(id: string, page?: PageQuery): Promise<ListPage<OperationView>>;
  getOperation(id: string): Promise<OperationView>;
  listRevisions(id: string, page?: PageQuery): Promise<ListPage<RevisionView>>;
  getRevision(id: string, number: number, compare?: number): Promise<RevisionDetails>;
  listEffects(id: string): Promise<ListPage<EffectView>>;
  settleEffect(id: string, settlement: Settlement, terms: WishTerms): Promise<GrantedWish>;
  listObjects(id: string): Promise<ListPage<ObjectView>>;
  readLogs(id: string, lines?: number): Promise<ListPage<LogView>>;
  listProducts(): Promise<ListPage<ProductSummary>>;
  getProduct(name: string): Promise<ProductView>;
  listDeadLetters(filter: TenantFilter, page?: PageQuery): Promise<ListPage<DeadLetterView>>;
  settleDeadLetter(id: string, action: 'redrive' | 'discard'): Promise<DeadLetterView>;
}

/** A client of the server that the connection leads to. It keeps nothing between calls. */
export function createClient(connection: Connection): Client {
  const item = async <T>(request: ApiRequest, key: string): Promise<T> =>
    itemOf(connection, await sendRequest(connection, request), key);
  const list = async <T>(name: string, path: string, query = {}): Promise<ListPage<T>> =>
    pageOf(connection, await sendRequest(connection, { method: 'GET', path, query }), name);
  const wish = async (request: ApiRequest, terms: WishTerms): Promise<GrantedWish> => {
    const answer = await sendRequest(connection, onTerms(request, terms));
    return { tenant: itemOf(connection, answer, 'id'), isWork: answer.status === 202 };
  };
  return {
    createTenant: (body, terms) => wish({ method: 'POST', path: '/tenants', body }, terms),
    updateTenant: (id, body, terms) => wish({ method: 'PATCH', path: tenantPath(id), body }, terms),
    deleteTenant: (id, terms) => wish({ method: 'DELETE', path: tenantPath(id) }, terms),
    actOnTenant: (id, { action, ...rest }, terms) =>
      wish({ method: 'POST', path: tenantPath(id, `/${action}`), ...rest }, terms),
    planNewTenant: (request) => item(planOf('/tenants/plan', request), 'plan_id'),
    planTenant: (id, request) => item(planOf(tenantPath(id, '/plan'), request), 'plan_id'),
    getTenant: (id) => item({ method: 'GET', path: tenantPath(id) }, 'id'),
    getPastTenant: (id, at) => item({ method: 'GET', path: tenantPath(id), query: { at } }, 'id'),
    getStatus: (id, patience) => item(statusOf(id, patience), 'id'),
    listTenants: (filter, page) => list('tenants', '/tenants', { ...filter, ...page }),
    listEvents: (id, page) => list('events', tenantPath(id, '/events'), page),
    listOperations: (id, page) => list('operations', tenantPath(id, '/operations'), page),
    getOperation: (id) =>
      item({ method: 'GET', path: `/operations/${encodeURIComponent(id)}` }, 'id'),
    listRevisions: (id, page) => list('revisions', tenantPath(id, '/revisions'), page),
    getRevision: (id, number, compare) =>
      item(
        { method: 'GET', path: tenantPath(id, `/revisions/${number}`), query: { compare } },
        'tenant_id',
      ),
    listEffects: (id) => list('effects', tenantPath(id, '/effects')),
    settleEffect: (id, { effect, ...body }, terms) =>
      wish(
        {
          method: 'POST',
          path: tenantPath(id, `/effects/${encodeURIComponent(effect)}/settle`),
          body,
        },
        terms,
      ),
    listObjects: (id) => list('objects', tenantPath(id, '/objects')),
    readLogs: (id, lines) => list('logs', tenantPath(id, '/logs'), { lines }),
    listProducts: () => list('products', '/products'),
    getProduct: (name) =>
      item({ method: 'GET', path: `/products/${encodeURIComponent(name)}` }, 'name'),
    listDeadLetters: (filter, page) =>
      list('dead_letters', '/dead-letters', { ...filter, ...page }),
    settleDeadLetter: (id, action) =>
      item({ method: 'POST', path: `/dead-letters/${encodeURIComponent(id)}/${action}` }, 'id'),
  };
}

function statusOf(id: string, { waitSeconds, since }: Patience = {}): ApiRequest {
  const request: ApiRequest = { method: 'GET', path: tenantPath(id, '/status'), query: { since } };
  return waitSeconds === undefined ? request : { ...request, waitSeconds };
}

function tenantPath(id: string, rest = ''): string {
  return `/tenants/${encodeURIComponent(id)}${rest}`;
}

/** The request of a wish with its terms, as its method takes them. */
function onTerms(request: ApiRequest, { planId, ...terms }: WishTerms): ApiRequest {
  if (planId === undefined) return { ...request, ...terms };
  const plan_id = planId;
  return request.method === 'DELETE'
    ? { ...request, ...terms, query: { plan_id } }
    : { ...request, ...terms, body: { ...request.body, plan_id } };
}

function planOf(path: string, { body, isLive, ...terms }: PlanRequest): ApiRequest {
  const query = { mode: isLive ? 'live' : undefined };
  return { method: 'POST', path, body, query, isSafe: true, ...terms };
}

/** Trusts the contract beyond the one member that says what this is. */
function itemOf<T>({ settings }: Connection, { body }: ApiAnswer, key: string): T {
  if (typeof body[key] === 'string') return body as T;
  throw notTenantry(settings.url);
}

function pageOf<T>({ settings }: Connection, { body }: ApiAnswer, name: string): ListPage<T> {
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
