import type { Condition } from './condition.ts';
import type { JsonObject } from './json.ts';
import type { OperationKind, OperationState } from './operation.ts';
import type { SystemName } from './system-error.ts';

export const tenantStatuses = [
  'queued',
  'provisioning',
  'active',
  'updating',
  'suspending',
  'suspended',
  'resuming',
  'failed',
  'deleting',
  'deleted',
] as const;

/** Where a tenant stands in its life (`docs/lifecycle.md`). */
export type TenantStatus = (typeof tenantStatuses)[number];

const settledStatuses: readonly TenantStatus[] = ['active', 'suspended', 'failed', 'deleted'];

/** Whether a tenant of this status stays as it is until someone asks for something. */
export function isSettled(status: TenantStatus): boolean {
  return settledStatuses.includes(status);
}

/** How its workloads do, apart from what was last asked of it. */
export type Health = 'healthy' | 'degraded' | 'unhealthy' | 'unknown';

/** The state that was wished for; the engine works until the tenant is there. */
export type DesiredState = 'active' | 'suspended' | 'deleted';

/** Who works on the tenant now. Only the holder of the current epoch may write. */
export interface Lease {
  readonly holder: string;
  /** RFC 3339 UTC, by the store's clock. */
  readonly expires_at: string;
}

/** Why, when and by whom a tenant was suspended. */
export interface Suspension {
  readonly reason: string;
  readonly at: string;
  readonly by: string;
}

/** A tenant as it was before a change that has not begun. */
export interface BeforeChange
  extends Pick<
    Tenant,
    | 'status'
    | 'desired'
    | 'suspension'
    | 'blueprint'
    | 'tier'
    | 'params'
    | 'revision'
    | 'pending'
    | 'claims'
    | 'error_code'
    | 'error_message'
  > {
  /** Whether the last wish had come true. */
  readonly is_current: boolean;
}

/** How many pods a workload gets back when the tenant is resumed; 0: it is left as it is. */
export interface RememberedScale {
  readonly api_version: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly replicas: number;
}

/** How many revisions that came true are remembered for a rollback. */
export const goodRevisionsMax = 10;

/** One Kubernetes object that Tenantry applied for a tenant; only these are ever pruned or deleted. */
export interface InventoryEntry {
  readonly api_version: string;
  readonly kind: string;
  /** Absent for objects without a namespace. */
  readonly namespace?: string;
  readonly name: string;
  readonly uid: string;
  /** SHA-256 of what was applied; absent for what is created once and never applied again. */
  readonly digest?: string;
  /**
   * Of a copied Secret: UID and resourceVersion of its source, which say nothing of its values. Of a
   * sealed one: `sealed:` and a digest of its tokens.
   */
  readonly source_version?: string;
}

/** The record of one customer's deployment: the wish, and what has become of it. */
export interface Tenant {
  readonly schema: 2;
  /** Random UUID v4. */
  readonly id: string;
  /** First eight hex digits used in object names; unique per cluster by a claim. */
  readonly id8: string;
  readonly organization_id: string;
  /** Display name of the customer. */
  readonly organization: string;
  readonly slug: string;
  readonly product: string;
  readonly blueprint: { readonly name: string; readonly version: string };
  readonly tier: string;
  /** As given by the caller, without the defaults. */
  readonly params: JsonObject;
  readonly labels: Readonly<Record<string, string>>;
  /** `key=value` of each label, for the one-label filter of the list. */
  readonly label_pairs: readonly string[];
  readonly placement: {
    readonly region: string;
    readonly cluster: string;
    readonly namespace: string;
  };
  /** Names held for this tenant (`Claim`), freed when it is deleted. */
  readonly claims: readonly string[];
  readonly deletion_protection: boolean;
  /** Number of the revision in force: what the objects are rendered from. */
  readonly revision: number;
  /** Revisions that came true, the oldest first; at most `goodRevisionsMax`. */
  readonly good_revisions: readonly number[];
  /**
   * The kind of operation that must still bring the revision in force about: one was asked for and
   * has not come true. Null: the revision in force is good.
   */
  readonly pending: OperationKind | null;
  /** What a change that has not begun takes back to when it is cancelled; null once it has begun. */
  readonly before: BeforeChange | null;
  /** Systems besides the cluster in which the tenant may have parts, whatever is set up by now. */
  readonly systems: readonly SystemName[];
  /** No rollback may lead behind this revision: what it did cannot be undone. */
  readonly irreversible_revision: number | null;
  /** Why the tenant is suspended; null while it is not. */
  readonly suspension: Suspension | null;
  /** What ran before the suspension, so that resuming brings back the same. */
  readonly scale_memory: readonly RememberedScale[];
  /** Until when a deleted tenant may be restored, RFC 3339 UTC; null: its objects go at once. */
  readonly purge_at: string | null;

  readonly desired: DesiredState;
  /** Counts wishes; the ETag. */
  readonly generation: number;
  readonly observed_generation: number;
  /** Counts writes of this record: what `?since=` of the status poll compares. */
  readonly record_version: number;
  /** Counts events, so that the next one has its number. */
  readonly event_count: number;

  readonly status: TenantStatus;
  readonly health: Health;
  readonly conditions: readonly Condition[];
  readonly last_operation: {
    readonly id: string;
    readonly kind: OperationKind;
    readonly state: OperationState;
  };
  readonly site_url: string | null;
  readonly outputs: JsonObject;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly inventory: readonly InventoryEntry[];

  /** When the engine must look again, RFC 3339 UTC; null when nothing is to be done. */
  readonly due: string | null;
  readonly shard: number;
  /** Grows each time the lease is acquired: the fencing number. */
  readonly epoch: number;
  readonly lease: Lease | null;

  readonly created_at: string;
  readonly created_by: string;
  readonly updated_at: string;
  readonly updated_by: string;
  /** When the tombstone of a deleted tenant ends; null while it lives. */
  readonly expires_at: string | null;
}
