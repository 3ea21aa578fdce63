import { type ConditionFact, mergeConditions } from '../tenant/condition.ts';
import type { Operation, OperationKind, StepError } from '../tenant/operation.ts';
import { goodRevisionsMax, type Tenant, type TenantStatus } from '../tenant/tenant.ts';
import { addMs } from '../tenant/time.ts';

/** How an operation ended. */
export type Ending =
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'failed'; readonly error: StepError }
  | { readonly kind: 'cancelled'; readonly error: StepError };

/** When it ended, and how long a tombstone lives. */
export interface EndingMoment {
  readonly now: string;
  readonly tombstoneMs: number;
}

/** The operation after its end. */
export function endedOperation(operation: Operation, ending: Ending, now: string): Operation {
  const error = ending.kind === 'succeeded' ? null : ending.error;
  return { ...operation, state: ending.kind, error, ended_at: now };
}

/** The tenant after the end of its operation: status, health and conditions for people. */
export function endedTenant(tenant: Tenant, ending: Ending, moment: EndingMoment): Tenant {
  const last_operation = { ...tenant.last_operation, state: ending.kind };
  const ended =
    ending.kind === 'succeeded'
      ? succeeded(tenant, moment)
      : broken(tenant, ending.error, moment.now);
  return { ...ended, last_operation };
}

const idle: ConditionFact = {
  type: 'Progressing',
  status: 'False',
  reason: 'Idle',
  message: 'Nothing is under way',
};

/** Kinds that bring a revision about; the others work with the one in force. */
const revisionKinds: readonly OperationKind[] = ['create', 'update', 'upgrade', 'rollback'];

function succeeded(tenant: Tenant, { now, tombstoneMs }: EndingMoment): Tenant {
  const { kind } = tenant.last_operation;
  const status = statusReached(tenant);
  const isDeleted = status === 'deleted';
  // What a repair mends is not what was last asked for: that may still have failed.
  if (kind === 'repair') return withFacts(tenant, [idle], now);
  const good_revisions = goodRevisions(tenant);
  const isTrue = isDeleted || good_revisions.includes(tenant.revision);
  return {
    ...withFacts(tenant, [provisioned(isDeleted), idle, ...suspended(tenant, status)], now),
    status,
    health: isDeleted ? 'unknown' : 'healthy',
    good_revisions,
    observed_generation: isTrue ? tenant.generation : tenant.observed_generation,
    suspension: status === 'suspended' ? tenant.suspension : null,
    error_code: null,
    error_message: null,
    site_url: isDeleted ? null : tenant.site_url,
    claims: isDeleted ? [] : tenant.claims,
    expires_at: isDeleted ? addMs(now, tombstoneMs) : null,
  };
}

function statusReached({ desired, status, last_operation: { kind } }: Tenant): TenantStatus {
  if (kind === 'repair') return status;
  if (kind === 'delete') return 'deleted';
  return desired === 'suspended' ? 'suspended' : 'active';
}

function goodRevisions({ good_revisions, revision, last_operation }: Tenant): readonly number[] {
  if (!revisionKinds.includes(last_operation.kind)) return good_revisions;
  return [...good_revisions.filter((number) => number !== revision), revision].slice(
    -goodRevisionsMax,
  );
}

/** Told of every tenant that is, or was, suspended. */
function suspended(
  { suspension, conditions }: Tenant,
  status: TenantStatus,
): readonly ConditionFact[] {
  if (status === 'suspended') {
    const message = suspension?.reason ?? 'No reason was given';
    return [{ type: 'Suspended', status: 'True', reason: 'Suspended', message }];
  }
  const wasSuspended = conditions.some(({ type }) => type === 'Suspended');
  const message = 'The tenant is not suspended any more';
  return wasSuspended ? [{ type: 'Suspended', status: 'False', reason: 'Resumed', message }] : [];
}

function provisioned(isDeleted: boolean): ConditionFact {
  return {
    type: 'Provisioned',
    status: isDeleted ? 'False' : 'True',
    reason: isDeleted ? 'Deleted' : 'OperationSucceeded',
    message: isDeleted ? 'All objects are gone' : 'Everything that was asked for is there',
  };
}

/** A change that failed leaves a serving tenant serving: only what was never there, or stopped halfway, failed. */
function broken(tenant: Tenant, { code, message }: StepError, now: string): Tenant {
  const status = statusAfterBreak(tenant);
  const stopped: ConditionFact = { ...idle, reason: 'OperationFailed', message };
  if (status !== 'failed') {
    return {
      ...withFacts(tenant, [stopped], now),
      status,
      error_code: code,
      error_message: message,
    };
  }
  const lost = {
    type: 'Provisioned',
    status: 'False',
    reason: 'OperationFailed',
    message,
  } as const;
  return {
    ...withFacts(tenant, [lost, idle], now),
    status,
    health: 'unhealthy',
    error_code: code,
    error_message: message,
  };
}

function statusAfterBreak(tenant: Tenant): TenantStatus {
  const { kind } = tenant.last_operation;
  if (kind === 'repair') return tenant.status;
  const isChange = kind === 'update' || kind === 'upgrade' || kind === 'rollback';
  return isChange && tenant.good_revisions.length > 0 ? 'active' : 'failed';
}

function withFacts(tenant: Tenant, facts: readonly ConditionFact[], at: string): Tenant {
  const sighting = { at, generation: tenant.generation };
  return { ...tenant, conditions: mergeConditions(tenant.conditions, facts, sighting) };
}
