import type { Condition } from '../tenant/condition.ts';
import type { JsonObject } from '../tenant/json.ts';
import type { Tenant } from '../tenant/tenant.ts';

/** A tenant as callers see it: these members and no others. */
export interface TenantView
  extends Pick<
    Tenant,
    | 'id'
    | 'organization_id'
    | 'slug'
    | 'product'
    | 'tier'
    | 'params'
    | 'labels'
    | 'organization'
    | 'status'
    | 'health'
    | 'site_url'
    | 'outputs'
    | 'error_code'
    | 'error_message'
    | 'generation'
    | 'observed_generation'
    | 'deletion_protection'
    | 'purge_at'
    | 'created_at'
    | 'updated_at'
    | 'created_by'
  > {
  /** Version of the blueprint. */
  readonly version: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly conditions: readonly Condition[];
  readonly operation: Tenant['last_operation'];
}

/** What callers see of a tenant's record. */
export function tenantView(tenant: Tenant): TenantView {
  return {
    id: tenant.id,
    organization_id: tenant.organization_id,
    slug: tenant.slug,
    product: tenant.product,
    version: tenant.blueprint.version,
    tier: tenant.tier,
    params: tenant.params,
    labels: tenant.labels,
    organization: tenant.organization,
    cluster: tenant.placement.cluster,
    namespace: tenant.placement.namespace,
    status: tenant.status,
    health: tenant.health,
    conditions: tenant.conditions,
    site_url: tenant.site_url,
    outputs: tenant.outputs,
    error_code: tenant.error_code,
    error_message: tenant.error_message,
    operation: tenant.last_operation,
    generation: tenant.generation,
    observed_generation: tenant.observed_generation,
    deletion_protection: tenant.deletion_protection,
    purge_at: tenant.purge_at,
    created_at: tenant.created_at,
    updated_at: tenant.updated_at,
    created_by: tenant.created_by,
  };
}

/** The cheap poll of a tenant. */
export interface StatusView
  extends Pick<
    Tenant,
    'id' | 'slug' | 'status' | 'health' | 'site_url' | 'error_code' | 'error_message' | 'conditions'
  > {
  readonly operation: Tenant['last_operation'];
  /** For `?since=`: grows with every change. */
  readonly version: number;
  /** Seconds after which another poll is worth it. */
  readonly retry_after: number;
}

/** What the status poll answers. */
export function statusView(tenant: Tenant): StatusView {
  const { id, slug, status, health, site_url, error_code, error_message, conditions } = tenant;
  return {
    id,
    slug,
    status,
    health,
    site_url,
    error_code,
    error_message,
    operation: tenant.last_operation,
    conditions,
    version: tenant.record_version,
    // Nothing is due: only a new wish or the slow walk can change the tenant.
    retry_after: tenant.due === null ? 60 : 2,
  };
}

/** The view as a JSON document. */
export function asJson(view: TenantView): JsonObject {
  return JSON.parse(JSON.stringify(view)) as JsonObject;
}
