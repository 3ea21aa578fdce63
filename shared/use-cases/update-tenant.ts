import type { Transaction } from '../ports/store.ts';
import { canonicalJson } from '../tenant/canonical-json.ts';
import type { Json, JsonObject } from '../tenant/json.ts';
import { mergePatch } from '../tenant/merge-patch.ts';
import { labelPairsOf } from '../tenant/new-tenant.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { changeSpec, isSameSpec } from './change-spec.ts';
import type { Granted, WishAnswer } from './grant-wish.ts';
import {
  assertAllowed,
  type Decision,
  grantTenantWish,
  readWishedTenant,
  type TenantWishInput,
  type TenantWishPorts,
} from './tenant-wish.ts';

/** A JSON merge patch (RFC 7396) of what a caller may change; what is absent stays. */
export interface TenantPatch {
  readonly params?: JsonObject;
  readonly tier?: string;
  /** Null removes a label. */
  readonly labels?: Readonly<Record<string, string | null>>;
  readonly organization?: string;
  readonly deletion_protection?: boolean;
}

export interface UpdateTenantInput extends TenantWishInput {
  readonly patch: TenantPatch;
}

/**
 * Changes a tenant. Marks (labels, organization, protection) change at once and at any time; params
 * and tier make a new revision and an operation. Rejects as `readWishedTenant`, `assertAllowed` and
 * `changeSpec` do. Nothing to change is granted without work.
 */
export async function updateTenant(
  ports: TenantWishPorts,
  input: UpdateTenantInput,
): Promise<WishAnswer> {
  return await grantTenantWish(ports, input, decideUpdate);
}

/** The decision about that wish. */
export const decideUpdate: Decision<UpdateTenantInput> = async (transaction, ports, input) => {
  const have = await readWishedTenant(transaction, input);
  const tenant = withMarks(have, input.patch);
  const spec = {
    blueprint: have.blueprint,
    tier: input.patch.tier ?? have.tier,
    params: mergePatch(have.params, input.patch.params ?? {}),
  };
  if (isSameSpec(ports.catalog, have, spec)) {
    return writeMarks(transaction, have, { tenant, actor: input.principal.id });
  }
  assertAllowed('update', { catalog: ports.catalog, tenant: have, now: transaction.now() });
  return await changeSpec(transaction, ports, {
    ...{ tenant, spec, input },
    kind: 'update',
    reason: 'update',
  });
};

function withMarks(tenant: Tenant, patch: TenantPatch): Tenant {
  const labels = mergePatch(tenant.labels, patch.labels ?? {}) as Tenant['labels'];
  return {
    ...tenant,
    labels,
    label_pairs: labelPairsOf(labels),
    organization: patch.organization ?? tenant.organization,
    deletion_protection: patch.deletion_protection ?? tenant.deletion_protection,
  };
}

interface Marked {
  readonly tenant: Tenant;
  readonly actor: string;
}

function writeMarks(transaction: Transaction, have: Tenant, { tenant, actor }: Marked): Granted {
  if (canonicalJson(marksOf(have)) === canonicalJson(marksOf(tenant))) {
    return { tenant: have, isWork: false };
  }
  const isSettled = have.observed_generation === have.generation;
  const generation = have.generation + 1;
  const marked: Tenant = {
    ...tenant,
    generation,
    // No object depends on them: they have come true with this write.
    observed_generation: isSettled ? generation : have.observed_generation,
    record_version: have.record_version + 1,
    updated_at: transaction.now(),
    updated_by: actor,
  };
  transaction.put('tenants', marked.id, marked);
  return { tenant: marked, isWork: false };
}

function marksOf({ labels, organization, deletion_protection }: Tenant): Json {
  return { labels, organization, deletion_protection };
}
