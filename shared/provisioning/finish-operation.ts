import { type ConditionFact, mergeConditions } from '../tenant/condition.ts';
import type { Operation, OperationKind, StepError } from '../tenant/operation.ts';
import { goodRevisionsMax, type Tenant, type TenantStatus } from '../tenant/tenant.ts';
import { addMs } from '../tenant/time.ts';

/** How an operation ended. */
export type Ending =
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'failed'; readonly error: StepError }
  | { readonly kind: 'cancelled'; readonly error: StepError };

/** A newer wish took the operation's place. */
interface Superseded {
  readonly kind: 'superseded';
}

/** When it ended, and how long a tombstone lives. */
export interface EndingMoment {
  readonly now: string;
  readonly tombstoneMs: number;
}

/** The operation after its end. */
export function endedOperation(
  operation: Operation,
  ending: Ending | Superseded,
  now: string,
): Operation {
  const error = 'error' in ending ? ending.error : null;
  const steps = operation.steps.map(stepAtEnd(ending.kind, now));
  return { ...operation, steps, state: ending.kind, error, ended_at: now };
}

type Step = Operation['steps'][number];

/** A step that was under way when its operation was stopped, or is not wanted any more, is not waited for. */
function stepAtEnd(ending: (Ending | Superseded)['kind'], now: string): (step: Step) => Step {
  const isStopped = ending === 'cancelled' || ending === 'superseded';
  return (step) => {
    const isOpen = step.state === 'waiting' || step.state === 'running';
    if (isStopped && isOpen) return { ...step, state: 'failed', wait: null, ended_at: now };
    if (ending !== 'succeeded' || !(isOpen || step.state === 'pending')) return step;
    return { ...step, state: 'skipped', wait: null, ended_at: now };
  };
}

/** The tenant after the end of its operation: status, health and conditions for people. */
export function endedTenant(tenant: Tenant, ending: Ending, moment: EndingMoment): Tenant {
  const last_operation = { ...tenant.last_operation, state: ending.kind };
  const ended =
    ending.kind === 'succeeded' ? succeeded(tenant, moment) : broken(tenant, ending, moment.now);
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
  if (kind === 'repair') return repaired(tenant, now);
  const good_revisions = goodRevisions(tenant);
  const pending = revisionKinds.includes(kind) ? null : tenant.pending;
  const isTrue = isDeleted || pending === null;
  const facts = [...(isTrue ? [provisioned(isDeleted)] : []), idle, ...outlived(tenant, status)];
  return {
    ...withFacts(tenant, facts, now),
    status,
    health: isDeleted ? 'unknown' : 'healthy',
    good_revisions,
    pending,
    observed_generation: isTrue ? tenant.generation : tenant.observed_generation,
    suspension: status === 'suspended' ? tenant.suspension : null,
    error_code: null,
    error_message: null,
    site_url: isDeleted ? null : tenant.site_url,
    claims: isDeleted ? [] : tenant.claims,
    expires_at: isDeleted ? addMs(now, tombstoneMs) : null,
  };
}

/** An error that only a repair before this one left is over. */
function repaired(tenant: Tenant, now: string): Tenant {
  const isCurrent = tenant.observed_generation === tenant.generation;
  const errors = isCurrent ? { error_code: null, error_message: null } : {};
  return { ...withFacts(tenant, [idle], now), ...errors };
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

/** Whether it is suspended, for every tenant that is or was; and that nothing blocks a deletion now. */
function outlived(
  { suspension, conditions }: Tenant,
  status: TenantStatus,
): readonly ConditionFact[] {
  const has = (type: string) => conditions.some((condition) => condition.type === type);
  const suspended: ConditionFact =
    status === 'suspended'
      ? {
          type: 'Suspended',
          status: 'True',
          reason: 'Suspended',
          message: suspension?.reason ?? 'No reason was given',
        }
      : {
          type: 'Suspended',
          status: 'False',
          reason: 'Resumed',
          message: 'The tenant is not suspended any more',
        };
  return [
    ...(status === 'suspended' || has('Suspended') ? [suspended] : []),
    ...(has('DeletionBlocked') ? [unblocked] : []),
  ];
}

const unblocked: ConditionFact = {
  type: 'DeletionBlocked',
  status: 'False',
  reason: 'Idle',
  message: 'Nothing holds a deletion up',
};

function provisioned(isDeleted: boolean): ConditionFact {
  return {
    type: 'Provisioned',
    status: isDeleted ? 'False' : 'True',
    reason: isDeleted ? 'Deleted' : 'OperationSucceeded',
    message: isDeleted ? 'All objects are gone' : 'Everything that was asked for is there',
  };
}

/** A change that failed leaves a serving tenant serving: only what was never there, or stopped halfway, failed. */
function broken(
  tenant: Tenant,
  ending: Extract<Ending, { error: StepError }>,
  now: string,
): Tenant {
  const { code, message } = ending.error;
  const reason = ending.kind === 'failed' ? 'OperationFailed' : 'OperationCancelled';
  const status = statusAfterBreak(tenant);
  const stopped: ConditionFact = { ...idle, reason, message };
  // A repair that failed does not hide why the last change did.
  const isTold = tenant.last_operation.kind === 'repair' && tenant.error_code !== null;
  const errors = isTold ? {} : { error_code: code, error_message: message };
  if (status !== 'failed') return { ...withFacts(tenant, [stopped], now), ...errors, status };
  const lost = { type: 'Provisioned', status: 'False', reason, message } as const;
  return { ...withFacts(tenant, [lost, idle], now), ...errors, status, health: 'unhealthy' };
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
