import { refOfEntry } from '../kubernetes/inventory.ts';
import { isSameRef, type ObjectRef } from '../kubernetes/object.ts';
import { type ConditionFact, mergeConditions } from '../tenant/condition.ts';
import type { Operation, StepRecord } from '../tenant/operation.ts';
import type { InventoryEntry, Tenant } from '../tenant/tenant.ts';
import { addMs } from '../tenant/time.ts';
import { scaleMemoryAfter } from './scale-memory.ts';
import type { StepFindings, StepResult } from './step-result.ts';
import { isUndoName, undoneName } from './undo.ts';

/** One run of a step, as it ended. */
export interface StepRun {
  readonly stepName: string;
  readonly deadlineMs: number;
  /** The revision behind which there is no way back since this run. */
  readonly irreversibleRevision?: number;
  /** When the run began, by the store's clock. */
  readonly startedAt: string;
  readonly result: StepResult;
  /** Set when the run ended in an error, whatever the result is. */
  readonly error?: { readonly code: string; readonly isFailure: boolean };
}

/** The operation after a run of one of its steps at the time `now`. */
export function operationAfter(operation: Operation, run: StepRun, now: string): Operation {
  const isUndone = isUndoName(run.stepName) && run.result.kind === 'done';
  const steps = operation.steps.map((step) => {
    if (step.name === run.stepName) return stepAfter(step, run, now);
    const isTakenBack = isUndone && step.name === undoneName(run.stepName);
    return isTakenBack ? { ...step, state: 'undone' as const } : step;
  });
  const isWaiting = run.result.kind === 'wait';
  return { ...operation, steps, state: isWaiting ? 'waiting' : 'running' };
}

function stepAfter(step: StepRecord, run: StepRun, now: string): StepRecord {
  const { result, error } = run;
  const base: StepRecord = {
    ...step,
    attempts: step.attempts + 1,
    failures: error?.isFailure ? step.failures + 1 : 0,
    started_at: step.started_at ?? run.startedAt,
    deadline: step.deadline ?? addMs(run.startedAt, run.deadlineMs),
    outputs: { ...step.outputs, ...result.outputs },
    wait: null,
    error: null,
  };
  switch (result.kind) {
    case 'done':
      return { ...base, state: result.isSkipped ? 'skipped' : 'succeeded', ended_at: now };
    case 'failed': {
      const { code, message } = result;
      return {
        ...base,
        state: 'failed',
        ended_at: now,
        error: { code, message, retryable: false },
      };
    }
    case 'wait': {
      const { reason, message } = result;
      const wait = { reason, message, until: addMs(now, result.afterMs) };
      const retried = error?.isFailure ? { code: error.code, message, retryable: true } : null;
      return { ...base, state: 'waiting', wait, error: retried };
    }
    default:
      return result satisfies never;
  }
}

/** When a run was recorded, and whether its step should have ended by then. */
export interface RunMoment {
  readonly now: string;
  readonly isOverdue: boolean;
}

/** The tenant after a run of a step: conditions, inventory and what callers see. */
export function tenantAfter(tenant: Tenant, run: StepRun, moment: RunMoment): Tenant {
  const { result } = run;
  const shown = result.kind === 'done' ? result.tenant : undefined;
  const sighting = { at: moment.now, generation: tenant.generation };
  const facts = conditionFacts(tenant, result, moment);
  return {
    ...tenant,
    conditions: mergeConditions(tenant.conditions, facts, sighting),
    inventory: inventoryAfter(tenant.inventory, result),
    scale_memory: scaleMemoryAfter(tenant.scale_memory, result),
    irreversible_revision: irreversibleRevision(tenant, run),
    site_url: shown?.siteUrl === undefined ? tenant.site_url : shown.siteUrl,
    outputs: { ...tenant.outputs, ...shown?.outputs },
  };
}

/** A run that may have begun what cannot be undone counts, whatever came of it. */
function irreversibleRevision(tenant: Tenant, run: StepRun): number | null {
  const { irreversibleRevision: revision, result } = run;
  const isSkipped = result.kind === 'done' && result.isSkipped === true;
  return revision === undefined || isSkipped ? tenant.irreversible_revision : revision;
}

function conditionFacts(
  tenant: Tenant,
  result: StepResult,
  { isOverdue }: RunMoment,
): readonly ConditionFact[] {
  const given = result.conditions ?? [];
  if (result.kind !== 'wait') return given;
  const { reason, message } = result;
  const facts = [...given, { type: 'Progressing', status: 'True', reason, message } as const];
  const isBlocked = isOverdue && tenant.desired === 'deleted';
  return isBlocked
    ? [...facts, { type: 'DeletionBlocked', status: 'True', reason, message }]
    : facts;
}

/** The inventory with what exists now put in and what is gone taken out. */
function inventoryAfter(
  have: readonly InventoryEntry[],
  { applied = [], gone = [] }: StepFindings,
): readonly InventoryEntry[] {
  const replaced: readonly ObjectRef[] = [...applied.map(refOfEntry), ...gone];
  const kept = have.filter((entry) => !replaced.some((ref) => isSameRef(ref, refOfEntry(entry))));
  return [...kept, ...applied];
}
