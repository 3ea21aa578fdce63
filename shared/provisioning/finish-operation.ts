import { mergeConditions } from '../tenant/condition.ts';
import type { Operation, OperationKind, StepError } from '../tenant/operation.ts';
import type { Tenant, TenantStatus } from '../tenant/tenant.ts';
import { addMs } from '../tenant/time.ts';

/** How an operation ended. */
export type Ending =
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'failed'; readonly error: StepError };

/** When it ended, and how long a tombstone lives. */
export interface EndingMoment {
  readonly now: string;
  readonly tombstoneMs: number;
}

/** The operation after its end. */
export function endedOperation(operation: Operation, ending: Ending, now: string): Operation {
  const error = ending.kind === 'failed' ? ending.error : null;
  return { ...operation, state: ending.kind, error, ended_at: now };
}

/** The tenant after the end of its operation: status, health and conditions for people. */
export function endedTenant(tenant: Tenant, ending: Ending, moment: EndingMoment): Tenant {
  const last_operation = { ...tenant.last_operation, state: ending.kind };
  const ended =
    ending.kind === 'succeeded'
      ? succeeded(tenant, moment)
      : failed(tenant, ending.error, moment.now);
  return { ...ended, last_operation };
}

function succeeded(tenant: Tenant, { now, tombstoneMs }: EndingMoment): Tenant {
  const status = statusReached(tenant.last_operation.kind);
  const isDeleted = status === 'deleted';
  const facts = [
    {
      type: 'Provisioned',
      status: isDeleted ? 'False' : 'True',
      reason: isDeleted ? 'Deleted' : 'OperationSucceeded',
      message: isDeleted ? 'All objects are gone' : 'Everything that was asked for is there',
    },
    { type: 'Progressing', status: 'False', reason: 'Idle', message: 'Nothing is under way' },
  ] as const;
  return {
    ...tenant,
    status,
    health: isDeleted ? 'unknown' : 'healthy',
    observed_generation: tenant.generation,
    conditions: mergeConditions(tenant.conditions, facts, sightingOf(tenant, now)),
    error_code: null,
    error_message: null,
    site_url: isDeleted ? null : tenant.site_url,
    claims: isDeleted ? [] : tenant.claims,
    expires_at: isDeleted ? addMs(now, tombstoneMs) : null,
  };
}

function statusReached(kind: OperationKind): TenantStatus {
  if (kind === 'delete') return 'deleted';
  return kind === 'suspend' ? 'suspended' : 'active';
}

function failed(tenant: Tenant, { code, message }: StepError, now: string): Tenant {
  const facts = [
    { type: 'Provisioned', status: 'False', reason: 'OperationFailed', message },
    { type: 'Progressing', status: 'False', reason: 'Idle', message: 'Nothing is under way' },
  ] as const;
  return {
    ...tenant,
    status: 'failed',
    health: 'unhealthy',
    conditions: mergeConditions(tenant.conditions, facts, sightingOf(tenant, now)),
    error_code: code,
    error_message: message,
  };
}

function sightingOf(tenant: Tenant, at: string) {
  return { at, generation: tenant.generation };
}
