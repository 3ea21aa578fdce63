import type { JsonObject } from './json.ts';
import type { Role } from './principal.ts';

/** A name held for one tenant: `slug:<product>:<slug>`, `host:<name>`, `id8:<cluster>:<id8>`, … */
export interface Claim {
  readonly schema: 1;
  readonly name: string;
  readonly tenant_id: string;
  readonly organization_id: string;
  readonly created_at: string;
}

/** The stored answer to a request that carried an `Idempotency-Key`. */
export interface IdempotencyRecord {
  readonly schema: 1;
  readonly organization_id: string;
  /** SHA-256 of the request's body and conditions. */
  readonly fingerprint: string;
  readonly answer: { readonly status: 200 | 202; readonly body: JsonObject };
  readonly created_at: string;
  readonly expires_at: string;
}

/** One line of a tenant's audit trail; append-only. */
export interface TenantEvent {
  readonly schema: 1;
  readonly tenant_id: string;
  readonly organization_id: string;
  /** 1, 2, 3 … per tenant. */
  readonly number: number;
  /** What happened: `tenant.created`, `operation.succeeded`, … */
  readonly type: string;
  readonly message: string;
  readonly actor: string;
  readonly operation_id: string | null;
  readonly request_id: string | null;
  readonly at: string;
}

/** A tenant's specification as of one generation; append-only. */
export interface Revision {
  readonly schema: 1;
  readonly tenant_id: string;
  readonly organization_id: string;
  /** The generation that brought it. */
  readonly number: number;
  readonly blueprint: { readonly name: string; readonly version: string };
  readonly tier: string;
  /** Params with all defaults filled in. */
  readonly params: JsonObject;
  readonly actor: string;
  readonly reason: string;
  readonly at: string;
}

/** An API key; only its hash is stored. */
export interface ApiKey {
  readonly schema: 1;
  readonly id: string;
  /** SHA-256 of the key in hex. Keys are random 256-bit values, so no slow hash is needed. */
  readonly hash: string;
  readonly organization_id: string;
  readonly role: Role;
  readonly is_global: boolean;
  readonly created_at: string;
}

/** A cluster's identity, so that a rebuilt cluster under an old name is noticed. */
export interface ClusterRecord {
  readonly schema: 1;
  readonly name: string;
  /** UID of the `kube-system` namespace. */
  readonly uid: string;
  readonly state: 'open' | 'lost';
  readonly created_at: string;
}

/** A value that the control plane made for itself once, such as the key that signs cursors. */
export interface SettingRecord {
  readonly schema: 1;
  readonly value: string;
  readonly created_at: string;
}
