import type { Catalog } from '../blueprint/blueprint.ts';
import type { StepSpec } from '../blueprint/step-spec.ts';
import type { Transaction } from '../ports/store.ts';
import { type ConditionFact, mergeConditions } from '../tenant/condition.ts';
import { isOperationEnded, type Operation, type OperationKind } from '../tenant/operation.ts';
import type { DesiredState, Tenant, TenantStatus } from '../tenant/tenant.ts';
import { addMs } from '../tenant/time.ts';
import { appendEvent } from './append-event.ts';
import { endedOperation } from './finish-operation.ts';
import { irreversibleAfterStop } from './irreversible-after-stop.ts';
import { pendingStep } from './pending-step.ts';
import { plannedBlueprint, plannedSteps } from './planned-steps.ts';
import { systemsAfter } from './systems-after.ts';

/** A wish that needs work: the operation to start and the state the tenant takes meanwhile. */
export interface OperationWish {
  readonly operationId: string;
  readonly kind: OperationKind;
  readonly desired: DesiredState;
  /** Id of the principal that wished. */
  readonly actor: string;
  readonly requestId: string;
  readonly retryOf: string | null;
  /** Why, in the words of who asked. */
  readonly reason?: string;
}

/** What a tenant is called while an operation of this kind waits for its turn; absent: as before. */
export const statusByKind: Readonly<Partial<Record<OperationKind, TenantStatus>>> = {
  create: 'queued',
  update: 'updating',
  upgrade: 'updating',
  rollback: 'updating',
  suspend: 'suspending',
  resume: 'resuming',
  restore: 'resuming',
  delete: 'deleting',
};

/**
 * The part that all wishes share: the next generation, its operation with every step pending, and
 * when the engine must look. An operation that has not ended is superseded. Writes operation and
 * event; the caller writes the returned tenant.
 */
export async function startOperation(
  transaction: Transaction,
  catalog: Catalog,
  { tenant, wish }: { readonly tenant: Tenant; readonly wish: OperationWish },
): Promise<Tenant> {
  const former = await formerOperation(transaction, tenant);
  const now = transaction.now();
  const changed: Tenant = {
    ...tenant,
    irreversible_revision: irreversibleAfterStop(catalog, tenant, former),
    ...(wish.kind !== 'repair' && newGeneration(tenant, wish, now)),
    last_operation: { id: wish.operationId, kind: wish.kind, state: 'queued' },
    due: dueOfWish(tenant, now),
    record_version: tenant.record_version + 1,
    updated_at: now,
    updated_by: wish.actor,
  };
  const specs = stepsFromNow(plannedSteps(catalog, changed, wish.kind), changed, now);
  const wished = { ...changed, systems: systemsAfter(changed.systems, specs) };
  if (former !== undefined && !isOperationEnded(former.state)) {
    transaction.put('operations', former.id, endedOperation(former, { kind: 'superseded' }, now));
  }
  const operation = newOperation(catalog, wished, { wish, now, specs });
  transaction.create('operations', wish.operationId, operation);
  return appendEvent(transaction, wished, {
    type: `operation.${wish.kind}`,
    message: messageOf(wish),
    actor: wish.actor,
    operation_id: wish.operationId,
    request_id: wish.requestId,
  });
}

const queued: ConditionFact = {
  type: 'Progressing',
  status: 'True',
  reason: 'Queued',
  message: 'Waiting for a worker',
};

/** A repair is nobody's wish: it leaves all this as it is. */
function newGeneration(
  tenant: Tenant,
  { kind, desired }: OperationWish,
  now: string,
): Partial<Tenant> {
  const status = statusByKind[kind] ?? tenant.status;
  const generation = tenant.generation + 1;
  return {
    ...{ generation, desired, status, error_code: null, error_message: null },
    conditions: mergeConditions(tenant.conditions, [queued], { at: now, generation }),
  };
}

function messageOf({ kind, retryOf, reason }: OperationWish): string {
  const again = retryOf === null ? '' : ' again';
  // Why a specification changed is told with its verb: `upgrade to version 1.1.0`.
  if (reason?.startsWith(kind)) return `Asked to ${reason}`;
  return `Asked to ${kind}${again}${reason === undefined ? '' : `: ${reason}`}`;
}

async function formerOperation(
  transaction: Transaction,
  { generation, last_operation }: Tenant,
): Promise<Operation | undefined> {
  // A tenant that is being born has none: its record names the operation that starts here.
  if (generation === 0) return undefined;
  return await transaction.get('operations', last_operation.id);
}

/** Now, or when the lease ends if somebody works on the tenant: its release makes that earlier. */
function dueOfWish({ lease }: Tenant, now: string): string {
  return lease !== null && lease.expires_at > now ? lease.expires_at : now;
}

interface WishMoment {
  readonly wish: OperationWish;
  readonly now: string;
  readonly specs: readonly StepSpec[];
}

function newOperation(
  catalog: Catalog,
  tenant: Tenant,
  { wish, now, specs }: WishMoment,
): Operation {
  const { operationDeadlineMs } = plannedBlueprint(catalog, tenant);
  return {
    schema: 1,
    id: wish.operationId,
    organization_id: tenant.organization_id,
    tenant_id: tenant.id,
    kind: wish.kind,
    state: 'queued',
    generation: tenant.generation,
    steps: specs.map(({ name }) => pendingStep(name)),
    actor: wish.actor,
    request_id: wish.requestId,
    retry_of: wish.retryOf,
    error: null,
    created_at: now,
    started_at: null,
    ended_at: null,
    deadline: addMs(now, operationDeadlineMs),
  };
}

/** A deletion that is asked for again after its time to restore does not stop the tenant once more. */
function stepsFromNow(
  specs: readonly StepSpec[],
  { purge_at }: Tenant,
  now: string,
): readonly StepSpec[] {
  const isOver = purge_at !== null && purge_at <= now;
  return isOver ? specs.slice(specs.findIndex(({ kind }) => kind === 'await-purge') + 1) : specs;
}
