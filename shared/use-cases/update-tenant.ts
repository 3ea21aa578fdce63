import type { Catalog } from '../blueprint/blueprint.ts';
import type { Transaction } from '../ports/store.ts';
import { appendEvent } from '../provisioning/append-event.ts';
import { canonicalJson } from '../tenant/canonical-json.ts';
import type { JsonObject } from '../tenant/json.ts';
import { mergePatch } from '../tenant/merge-patch.ts';
import { labelPairsOf } from '../tenant/new-tenant.ts';
import { isOperationEnded } from '../tenant/operation.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { changeSpec, isSameSpec, type TenantSpec } from './change-spec.ts';
import type { Granted, WishAnswer } from './grant-wish.ts';
import { patchedSpec } from './patched-spec.ts';
import { sealSpec } from './seal-spec.ts';
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
 * Changes a tenant. Labels, organization and deletion protection change at once and at any time;
 * params and tier make a new revision and an operation. Rejects as `readWishedTenant`,
 * `assertAllowed` and `changeSpec` do. Nothing to change is granted without work.
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
  const tenant = withLabels(have, input.patch);
  const { blueprint } = have;
  const wanted = patchedSpec(ports.catalog, have, { blueprint, patch: input.patch });
  const { spec, ...brought } = sealSpec(ports, have, wanted);
  if (!asksForWork(ports.catalog, have, { patch: input.patch, spec })) {
    return { ...writeAtOnce(transaction, have, { tenant, input }), ...brought };
  }
  assertAllowed('update', { catalog: ports.catalog, tenant: have, now: transaction.now() });
  const granted = await changeSpec(transaction, ports, {
    ...{ have, tenant, spec, input },
    kind: 'update',
    reason: 'update',
  });
  return { ...granted, ...brought };
};

interface AskedChange {
  readonly patch: TenantPatch;
  readonly spec: TenantSpec;
}

/** The same once more is work only when it was not brought about and nobody is at it. */
function asksForWork(catalog: Catalog, have: Tenant, { patch, spec }: AskedChange): boolean {
  if (patch.params === undefined && patch.tier === undefined) return false;
  const { pending, last_operation } = have;
  const isUnderWay = last_operation.kind !== 'repair' && !isOperationEnded(last_operation.state);
  return (pending !== null && !isUnderWay) || !isSameSpec(catalog, have, spec);
}

function withLabels(tenant: Tenant, patch: TenantPatch): Tenant {
  const labels = mergePatch(tenant.labels, patch.labels ?? {}) as Tenant['labels'];
  return {
    ...tenant,
    labels,
    label_pairs: labelPairsOf(labels),
    organization: patch.organization ?? tenant.organization,
    deletion_protection: patch.deletion_protection ?? tenant.deletion_protection,
  };
}

interface AtOnce {
  readonly tenant: Tenant;
  readonly input: UpdateTenantInput;
}

function writeAtOnce(transaction: Transaction, have: Tenant, { tenant, input }: AtOnce): Granted {
  const changed = atOnceNames.filter(
    (name) => canonicalJson(have[name]) !== canonicalJson(tenant[name]),
  );
  if (changed.length === 0) return { tenant: have, isWork: false };
  const isSettled = have.observed_generation === have.generation;
  const generation = have.generation + 1;
  const { id: actor } = input.principal;
  const told = appendEvent(
    transaction,
    {
      ...tenant,
      generation,
      // No object depends on them: they have come true with this write.
      observed_generation: isSettled ? generation : have.observed_generation,
      record_version: have.record_version + 1,
      updated_at: transaction.now(),
      updated_by: actor,
    },
    {
      type: 'tenant.changed',
      message: `Changed ${changed.join(' and ').replaceAll('_', ' ')}`,
      ...{ actor, operation_id: null, request_id: input.requestId },
    },
  );
  transaction.put('tenants', told.id, told);
  return { tenant: told, isWork: false };
}

/** What no object depends on. */
const atOnceNames = ['labels', 'organization', 'deletion_protection'] as const;
