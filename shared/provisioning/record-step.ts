import { mergeConditions } from '../tenant/condition.ts';
import type { Operation, StepError } from '../tenant/operation.ts';
import type { Tenant } from '../tenant/tenant.ts';
import { addMs } from '../tenant/time.ts';
import { operationAfter, type StepRun, tenantAfter } from './apply-result.ts';
import type { EnginePorts } from './engine-ports.ts';
import { type Held, isReplaced, leaseLost } from './held.ts';
import { isOverdue } from './next-move.ts';
import { pendingStep } from './pending-step.ts';

type RecordPorts = Pick<EnginePorts, 'store' | 'clock' | 'settings'>;

/**
 * Writes how a step's run ended and extends the lease. Rejects with `lease_lost` when another
 * worker has it. What was found in the cluster is kept even when a newer wish has come meanwhile.
 */
export async function recordStep(ports: RecordPorts, held: Held, run: StepRun): Promise<Held> {
  return await record(ports, held, (stored, now) => {
    const operation = operationAfter(held.operation, run, now);
    const isOverdue = isRunOverdue(operation, run, now);
    return { operation, tenant: tenantAfter(stored, run, { now, isOverdue }) };
  });
}

/** What is taken back before an operation fails, and with which error it does then. */
export interface Undoing {
  readonly error: StepError;
  /** Names of the undoing steps in order. */
  readonly names: readonly string[];
}

/** Writes that what was done is taken back from now on; rejects as `recordStep` does. */
export async function recordUndoing(
  ports: RecordPorts,
  held: Held,
  { error, names }: Undoing,
): Promise<Held> {
  return await record(ports, held, (stored, at) => {
    const steps = [...held.operation.steps, ...names.map(pendingStep)];
    const sighting = { at, generation: stored.generation };
    const message = `Taking back what was done: ${error.message}`;
    const fact = { type: 'Progressing', status: 'True', reason: 'Undoing', message } as const;
    return {
      operation: { ...held.operation, steps, error, state: 'running' },
      tenant: { ...stored, conditions: mergeConditions(stored.conditions, [fact], sighting) },
    };
  });
}

type Change = (stored: Tenant, now: string) => Pick<Held, 'operation' | 'tenant'>;

async function record(ports: RecordPorts, held: Held, change: Change): Promise<Held> {
  const startedAtMs = ports.clock.now();
  const { leaseMs } = ports.settings.budgets;
  return await ports.store.transact(async (transaction) => {
    const stored = await transaction.get('tenants', held.tenant.id);
    if (stored === undefined || stored.epoch !== held.epoch) throw leaseLost(held.tenant.id);
    const now = transaction.now();
    const leaseEnd = addMs(now, leaseMs);
    const changed = change(stored, now);
    const { operation } = changed;
    const isOld = isReplaced({ ...held, tenant: stored });
    const tenant = {
      ...changed.tenant,
      // What a replaced operation waited for is of no interest any more.
      ...(isOld && { conditions: stored.conditions }),
      last_operation: isOld
        ? stored.last_operation
        : { ...stored.last_operation, state: operation.state },
      lease: { holder: ports.settings.holder, expires_at: leaseEnd },
      due: leaseEnd,
      record_version: stored.record_version + 1,
      updated_at: now,
    };
    transaction.put('tenants', tenant.id, tenant);
    // A replaced operation has ended as superseded; its last run is not written over that.
    if (!isOld) transaction.put('operations', operation.id, operation);
    return { ...held, tenant, operation, now, leaseEndsAtMs: startedAtMs + leaseMs };
  });
}

function isRunOverdue(operation: Operation, { stepName }: StepRun, now: string): boolean {
  const step = operation.steps.find(({ name }) => name === stepName);
  return step !== undefined && isOverdue(operation, step, now);
}
