import { mergeConditions } from '../tenant/condition.ts';
import { isOperationEnded, type Operation } from '../tenant/operation.ts';
import type { Tenant, TenantStatus } from '../tenant/tenant.ts';
import { addMs, msBetween } from '../tenant/time.ts';
import type { EnginePorts } from './engine-ports.ts';
import type { Held } from './held.ts';

/** Whether this worker may work on the tenant now. */
export type Acquisition =
  | { readonly kind: 'held'; readonly held: Held }
  /** Nothing is due, or there is no such tenant. */
  | { readonly kind: 'idle' }
  /** Another worker holds the lease. */
  | { readonly kind: 'busy'; readonly until: string };

type AcquirePorts = Pick<EnginePorts, 'store' | 'clock' | 'settings'>;

/** Takes a free or expired lease of a tenant that is due, under the next epoch. */
export async function acquireLease(ports: AcquirePorts, tenantId: string): Promise<Acquisition> {
  // Before the transaction, so that by our own clock the lease ends early, never late.
  const startedAtMs = ports.clock.now();
  const { leaseMs } = ports.settings.budgets;
  return await ports.store.transact(async (transaction) => {
    const tenant = await transaction.get('tenants', tenantId);
    const refusal = refusalOf(tenant, transaction.now());
    if (tenant === undefined || refusal !== undefined) return refusal ?? { kind: 'idle' };
    const now = transaction.now();
    const operation = await transaction.get('operations', tenant.last_operation.id);
    if (operation === undefined || isOperationEnded(operation.state)) {
      transaction.put('tenants', tenant.id, { ...tenant, due: null, lease: null });
      return { kind: 'idle' };
    }
    const documents = started(tenant, operation, { now, settings: ports.settings });
    transaction.put('tenants', tenant.id, documents.tenant);
    transaction.put('operations', operation.id, documents.operation);
    const { epoch } = documents.tenant;
    return {
      kind: 'held',
      held: { ...documents, epoch, now, leaseEndsAtMs: startedAtMs + leaseMs },
    };
  });
}

/** Why nobody may work on the tenant at the time `now`, if so. */
function refusalOf(tenant: Tenant | undefined, now: string): Acquisition | undefined {
  if (tenant === undefined || tenant.due === null) return { kind: 'idle' };
  const { lease, due } = tenant;
  if (lease !== null && lease.expires_at > now) return { kind: 'busy', until: lease.expires_at };
  return due > now ? { kind: 'idle' } : undefined;
}

interface Documents {
  readonly tenant: Tenant;
  readonly operation: Operation;
}

interface Start {
  readonly now: string;
  readonly settings: EnginePorts['settings'];
}

function started(tenant: Tenant, operation: Operation, { now, settings }: Start): Documents {
  const leaseEnd = addMs(now, settings.budgets.leaseMs);
  return {
    tenant: {
      ...tenant,
      status: statusAtWork(tenant.status),
      before: null,
      conditions: settings.isSimulated ? withSimulated(tenant, now) : tenant.conditions,
      last_operation: { ...tenant.last_operation, state: 'running' },
      epoch: tenant.epoch + 1,
      lease: { holder: settings.holder, expires_at: leaseEnd },
      due: leaseEnd,
      record_version: tenant.record_version + 1,
      updated_at: now,
    },
    operation: begun(operation, now),
  };
}

/** The time that an operation may take counts from its first step: it may have waited for long. */
function begun(operation: Operation, now: string): Operation {
  if (operation.started_at !== null) return { ...operation, state: 'running' };
  const deadline = addMs(now, msBetween(operation.created_at, operation.deadline));
  return { ...operation, state: 'running', started_at: now, deadline };
}

function statusAtWork(status: TenantStatus): TenantStatus {
  return status === 'queued' ? 'provisioning' : status;
}

function withSimulated(tenant: Tenant, at: string): Tenant['conditions'] {
  const fact = {
    type: 'Simulated',
    status: 'True',
    reason: 'SimulatedCluster',
    message: 'No real cluster stands behind this tenant: its objects exist in the simulation only',
  } as const;
  return mergeConditions(tenant.conditions, [fact], { at, generation: tenant.generation });
}
