/** A kind of objects as a list names it. */
export interface WalkedKind {
  readonly api_version: string;
  readonly kind: string;
}

/** Where a walk goes on. */
export interface WalkCursor {
  /** Tenants up to this one are done (`created_at` and id); null: at the first one. */
  readonly tenants_after: { readonly value: string; readonly id: string } | null;
  /** Index of the next kind to list for the tenants that come now. */
  readonly kind: number;
}

/** What a walk has come across so far. */
export interface WalkCounts {
  readonly tenants: number;
  readonly objects: number;
  /** Pages that were listed. */
  readonly pages: number;
  /** Tenants whose objects are not as they should be, whatever was done about it. */
  readonly broken: number;
  /** Repairs that were started. */
  readonly repaired: number;
  /** Tenants some of whose objects were rendered differently when they were applied. */
  readonly outdated: number;
  readonly orphans: number;
  /** Orphans that were deleted. */
  readonly deleted: number;
}

/** An object that carries our label although its tenant is gone. */
export interface Orphan {
  readonly api_version: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly uid: string;
  readonly tenant_id: string;
  readonly reason: 'TenantUnknown' | 'TenantDeleted' | 'TenantElsewhere';
}

/** How a walk went: `stopped` too much looked broken at once, `lost` the cluster is another one. */
export type WalkState = 'open' | 'stopped' | 'lost';

/** One walk over a cluster. */
export interface WalkSummary {
  /** Counts the walks over this cluster. */
  readonly number: number;
  readonly state: WalkState;
  /** What the operator should know about the state; null while all is well. */
  readonly message: string | null;
  readonly started_at: string;
  /** Null while it is under way. */
  readonly ended_at: string | null;
  readonly counts: WalkCounts;
  /** At most `orphansMax`; `counts.orphans` has all. */
  readonly orphans: readonly Orphan[];
  /** Kinds that could not be listed, and why: nothing was concluded about them. */
  readonly unreadable: readonly (WalkedKind & { readonly why: string })[];
}

/** The record of the walks over a cluster; its id is the cluster's name. */
export interface WalkRecord {
  readonly schema: 1;
  readonly cluster: string;
  /** Null: the next call begins a new walk. */
  readonly cursor: WalkCursor | null;
  /** Every kind that tenants of this cluster ever had, in the order in which they are listed. */
  readonly kinds: readonly WalkedKind[];
  readonly walk: WalkSummary;
  /** The walk before. */
  readonly former: WalkSummary | null;
}

/** Most orphans that are named in a walk's record. */
export const orphansMax = 100;

/** How often in a row the walk has repaired which objects of a tenant; its id is the tenant's. */
export interface RepairRecord {
  readonly schema: 1;
  readonly tenant_id: string;
  readonly organization_id: string;
  /** Number of the walk that repaired last. */
  readonly walk: number;
  readonly streaks: readonly { readonly what: string; readonly count: number }[];
}
