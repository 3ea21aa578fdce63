import { randomUUID } from 'node:crypto';
import type { Tenant } from '../../shared/tenant/tenant.ts';

/** A serving tenant with nothing due; `label_pairs` follow the labels unless given. */
export function aTenant(overrides: Partial<Tenant> = {}): Tenant {
  const id = overrides.id ?? randomUUID();
  const id8 = id.slice(0, 8);
  const slug = overrides.slug ?? `riley-${id8}`;
  const labels = overrides.labels ?? {};
  return {
    schema: 2,
    id,
    id8,
    organization_id: 'default',
    organization: 'Riley Ltd',
    slug,
    product: 'frappe',
    blueprint: { name: 'frappe', version: '1.0.0' },
    tier: 'standard',
    params: {},
    labels,
    label_pairs: Object.entries(labels).map(([key, value]) => `${key}=${value}`),
    placement: { region: 'local', cluster: 'default', namespace: `frappe-${slug}` },
    claims: [`slug:frappe:${slug}`, `id8:default:${id8}`],
    deletion_protection: false,
    revision: 1,
    good_revisions: [1],
    pending: null,
    before: null,
    systems: [],
    irreversible_revision: null,
    suspension: null,
    scale_memory: [],
    purge_at: null,
    desired: 'active',
    generation: 1,
    observed_generation: 1,
    record_version: 1,
    event_count: 0,
    status: 'active',
    health: 'healthy',
    conditions: [],
    last_operation: { id: `operation-${id8}`, kind: 'create', state: 'succeeded' },
    site_url: `https://${slug}.example.test`,
    outputs: {},
    error_code: null,
    error_message: null,
    inventory: [],
    due: null,
    shard: 0,
    epoch: 0,
    lease: null,
    created_at: '2026-01-01T00:00:00.000Z',
    created_by: 'riley',
    updated_at: '2026-01-01T00:00:00.000Z',
    updated_by: 'riley',
    expires_at: null,
    ...overrides,
  };
}
