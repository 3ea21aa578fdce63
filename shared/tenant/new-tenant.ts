import type { Tenant } from './tenant.ts';

/** What is known of a tenant before anything was done for it. */
export type TenantIdentity = Pick<
  Tenant,
  | 'id'
  | 'id8'
  | 'organization_id'
  | 'organization'
  | 'slug'
  | 'product'
  | 'blueprint'
  | 'tier'
  | 'params'
  | 'labels'
  | 'placement'
  | 'claims'
  | 'created_by'
>;

/** When a tenant is recorded, and for which first operation. */
export interface Birth {
  readonly now: string;
  readonly operationId: string;
}

/** The tenant's record before its first wish: generation 0. */
export function newTenant(identity: TenantIdentity, { now, operationId }: Birth): Tenant {
  return {
    ...identity,
    schema: 2,
    label_pairs: labelPairsOf(identity.labels),
    deletion_protection: false,
    revision: 1,
    good_revisions: [],
    pending: 'create',
    before: null,
    systems: [],
    irreversible_revision: null,
    suspension: null,
    scale_memory: [],
    purge_at: null,
    desired: 'active',
    generation: 0,
    observed_generation: 0,
    record_version: 0,
    event_count: 0,
    status: 'queued',
    health: 'unknown',
    conditions: [],
    last_operation: { id: operationId, kind: 'create', state: 'queued' },
    site_url: null,
    outputs: {},
    error_code: null,
    error_message: null,
    inventory: [],
    due: null,
    shard: 0,
    epoch: 0,
    lease: null,
    created_at: now,
    updated_at: now,
    updated_by: identity.created_by,
    expires_at: null,
  };
}

/** `key=value` of each label, for the filter of the list. */
export function labelPairsOf(labels: Tenant['labels']): Tenant['label_pairs'] {
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`);
}
