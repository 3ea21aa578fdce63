import type { BillingRecord } from '../tenant/billing-record.ts';
import type { Breaker } from '../tenant/breaker.ts';
import type { DeadLetter, DeadLetterState } from '../tenant/dead-letter.ts';
import type { LedgerRecord } from '../tenant/effect.ts';
import type { LockRecord } from '../tenant/lock-record.ts';
import type { Operation } from '../tenant/operation.ts';
import type {
  ApiKey,
  Claim,
  ClusterRecord,
  IdempotencyRecord,
  Revision,
  SettingRecord,
  TenantEvent,
} from '../tenant/records.ts';
import type { Tenant, TenantStatus } from '../tenant/tenant.ts';
import type { RepairRecord, WalkRecord } from '../tenant/walk-record.ts';

/** Every kind of document, by collection. `events` and `revisions` have ids `<tenant id>/<number>`. */
export interface Documents {
  readonly tenants: Tenant;
  readonly operations: Operation;
  readonly claims: Claim;
  readonly idempotency: IdempotencyRecord;
  readonly events: TenantEvent;
  readonly revisions: Revision;
  readonly api_keys: ApiKey;
  readonly clusters: ClusterRecord;
  readonly settings: SettingRecord;
  readonly dead_letters: DeadLetter;
  readonly breakers: Breaker;
  readonly walks: WalkRecord;
  readonly repairs: RepairRecord;
  readonly locks: LockRecord;
  /** By tenant. */
  readonly ledger: LedgerRecord;
  /** By tenant. */
  readonly billing: BillingRecord;
}

export type Collection = keyof Documents;

/**
 * One attempt of a transaction. Reads come before writes; writes take effect together when the
 * work returns, or not at all.
 */
export interface Transaction {
  /** The store's time of the first read (RFC 3339 UTC, milliseconds). Throws before a read. */
  now(): string;
  get<C extends Collection>(collection: C, id: string): Promise<Documents[C] | undefined>;
  /** Fails the commit with `document_exists` when there is such a document. */
  create<C extends Collection>(collection: C, id: string, document: Documents[C]): void;
  put<C extends Collection>(collection: C, id: string, document: Documents[C]): void;
  remove(collection: Collection, id: string): void;
}

/** Where a page begins: after the document with this sort value and id. */
export interface PageStart {
  readonly value: string;
  readonly id: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly next?: PageStart;
}

/** Which part of a list is asked for. */
export interface PageRequest {
  /** 1–200. */
  readonly limit: number;
  readonly after?: PageStart;
}

/** A filter over tenants. Tombstones (`deleted`) are left out unless asked for by `status`. */
export interface TenantQuery extends PageRequest {
  /** Absent: all organizations. */
  readonly organizationId?: string;
  readonly product?: string;
  readonly status?: TenantStatus;
  readonly tier?: string;
  readonly cluster?: string;
  /** One `key=value`. */
  readonly labelPair?: string;
  /** Prefix of the slug; only with `sort: 'slug'`. */
  readonly slugPrefix?: string;
  readonly sort: 'created_at' | '-created_at' | 'slug';
}

/** A filter over dead letters. */
export interface DeadLetterQuery extends PageRequest {
  /** Absent: those of every state. */
  readonly state?: DeadLetterState;
}

/** A filter over API keys: all, those of one organization, or those with one id. */
export type ApiKeyQuery = PageRequest &
  (
    | { readonly organizationId?: never; readonly id?: never }
    | { readonly organizationId: string; readonly id?: never }
    | { readonly organizationId?: never; readonly id: string }
  );

/** What to wait for: a write to this tenant's record after this version. */
export interface ChangeRequest {
  readonly tenantId: string;
  readonly sinceRecordVersion: number;
  /** At most 60 000. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

/**
 * The only memory. Unavailable → `store_unavailable` and nothing half written. A document with an
 * unknown newer schema → `unknown_schema`, and it is never rewritten. A document whose `expires_at`
 * has passed is as good as gone: no read returns it, though its id is not free again at once.
 */
export interface Store {
  /**
   * Runs `work` and commits what it wrote. On a conflict with another writer `work` runs again, at
   * most `transactionAttempts` times in all (then `store_contention`), so it must have no side effects.
   */
  transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  get<C extends Collection>(collection: C, id: string): Promise<Documents[C] | undefined>;
  listTenants(query: TenantQuery): Promise<Page<Tenant>>;
  /** Newest first. */
  listOperations(tenantId: string, page: PageRequest): Promise<Page<Operation>>;
  /** Oldest first. */
  listEvents(tenantId: string, page: PageRequest): Promise<Page<TenantEvent>>;
  /** Oldest first. */
  listRevisions(tenantId: string, page: PageRequest): Promise<Page<Revision>>;
  /** Newest first, by when they were received. */
  listDeadLetters(query: DeadLetterQuery): Promise<Page<DeadLetter>>;
  /** Newest first. */
  listApiKeys(query: ApiKeyQuery): Promise<Page<ApiKey>>;
  /** Ids of tenants whose `due` has passed by the store's clock, the longest overdue first. */
  listDue(limit: number): Promise<readonly string[]>;
  /** Tombstones whose `expires_at` has passed by the store's clock, the oldest first; no read shows them. */
  listEndedTombstones(limit: number): Promise<readonly Tenant[]>;
  /**
   * The tenant as soon as its record version is above the given one; undefined at the timeout or when
   * aborted. Too many wait already → `too_many_waiters`.
   */
  waitForChange(request: ChangeRequest): Promise<Tenant | undefined>;
  /** Rejects with `store_unavailable` when the store cannot be used. */
  ping(): Promise<void>;
}

/** How often the work of one transaction runs at most. */
export const transactionAttempts = 8;
