import type { TenantQuery } from '../../ports/store.ts';
import type { Tenant } from '../../tenant/tenant.ts';

/** What a tenant can be listed by; each value begins with the part of the list, live or tombstones. */
export interface TenantListKeys {
  readonly part: string;
  readonly organization: string;
  readonly product: string;
  readonly status: string;
  readonly tier: string;
  readonly cluster: string;
  /** Each label twice: alone, and together with the organization. */
  readonly labels: readonly string[];
}

type Part = 'live' | 'deleted';

/** The keys of a tenant's record. */
export function tenantListKeys(tenant: Tenant): TenantListKeys {
  const part: Part = tenant.status === 'deleted' ? 'deleted' : 'live';
  const { organization_id: organization } = tenant;
  return {
    part,
    organization: key(part, organization),
    product: key(part, tenant.product),
    status: key(part, tenant.status),
    tier: key(part, tenant.tier),
    cluster: key(part, tenant.placement.cluster),
    labels: [...new Set(tenant.label_pairs)].flatMap((pair) => [
      key(part, pair),
      organizationLabel(part, organization, pair),
    ]),
  };
}

/** One condition of a query: a key of `TenantListKeys` and the value that it must equal or contain. */
export interface ListCondition {
  readonly key: keyof TenantListKeys;
  readonly value: string;
}

/**
 * The conditions that a query sets on the keys. Firestore merges indexes for equalities but not for
 * an array, so a label stands alone, or with the organization in one value; then `tenantMatches`
 * must look at what comes.
 */
export function listConditions(query: TenantQuery): readonly ListCondition[] {
  const part: Part = query.status === 'deleted' ? 'deleted' : 'live';
  const { organizationId, product, status, tier, cluster, labelPair } = query;
  if (labelPair !== undefined) {
    const value =
      organizationId === undefined
        ? key(part, labelPair)
        : organizationLabel(part, organizationId, labelPair);
    return [{ key: 'labels', value }];
  }
  const values = { organization: organizationId, product, status, tier, cluster } as const;
  const conditions = (['organization', 'product', 'status', 'tier', 'cluster'] as const).flatMap(
    (name) => {
      const value = values[name];
      return value === undefined ? [] : [{ key: name, value: key(part, value) }];
    },
  );
  return conditions.length === 0 ? [{ key: 'part', value: part }] : conditions;
}

/** Whether `listConditions` leaves a part of the query to `tenantMatches`. */
export function isSifted({ labelPair, product, status, tier, cluster }: TenantQuery): boolean {
  return labelPair !== undefined && [product, status, tier, cluster].some(Boolean);
}

/** Whether a tenant that meets the conditions above meets the whole query. */
export function tenantMatches(tenant: Tenant, query: TenantQuery): boolean {
  return (
    (query.product ?? tenant.product) === tenant.product &&
    (query.status ?? tenant.status) === tenant.status &&
    (query.tier ?? tenant.tier) === tenant.tier &&
    (query.cluster ?? tenant.placement.cluster) === tenant.placement.cluster
  );
}

function key(part: Part, value: string): string {
  return `${part}:${value}`;
}

function organizationLabel(part: Part, organization: string, pair: string): string {
  // As JSON, so that no organization and label can look like another two, or like a label alone.
  return key(part, JSON.stringify([organization, pair]));
}
