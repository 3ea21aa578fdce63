import { TenantryError } from '../tenant/errors.ts';
import { addMs } from '../tenant/time.ts';
import type { StepRun } from './apply-result.ts';
import { type ClusterCheck, createClusterCheck } from './confirm-cluster.ts';
import type { EnginePorts } from './engine-ports.ts';
import { type Held, isReplaced } from './held.ts';
import { type Move, nextMove } from './next-move.ts';
import { plannedSteps, plannedStepsIfAny } from './planned-steps.ts';
import { recordStep, recordUndoing } from './record-step.ts';
import type { Outcome } from './release-lease.ts';
import { reportOverdue } from './report-overdue.ts';
import { runStep, type StepToRun } from './run-step.ts';
import type { StepResult } from './step-result.ts';
import { namesToUndo } from './undo.ts';

/** Most runs of steps in one invocation. */
const runsMax = 200;

/** Longest wait without anything to watch that is waited out here instead of by the next sweep. */
const pauseMsMax = 5_000;

/** What one invocation leaves to be released. */
export interface Worked {
  readonly held: Held;
  readonly outcome: Outcome;
}

/** Runs the steps of the tenant's operation while the invocation's budget and the program last. */
export async function workOnTenant(ports: EnginePorts, first: Held): Promise<Worked> {
  const here = {
    endsAtMs: ports.clock.now() + ports.settings.budgets.workMs,
    checkCluster: createClusterCheck(ports),
  };
  let held = first;
  for (let runs = 0; runs < runsMax && ports.clock.now() < here.endsAtMs; runs += 1) {
    if (isReplaced(held) || ports.stopping?.aborted === true) break;
    const next = await takeMove(ports, held, here);
    if (next === undefined) break;
    if ('outcome' in next) return next;
    held = next;
  }
  return { held, outcome: { kind: 'yield' } };
}

/** What all steps of one invocation share. */
interface Here {
  readonly endsAtMs: number;
  readonly checkCluster: ClusterCheck;
}

/** Undefined: the lease ends too soon for the next step. */
async function takeMove(
  ports: EnginePorts,
  held: Held,
  here: Here,
): Promise<Held | Worked | undefined> {
  const move = moveOf(ports, held);
  reportOverdue(ports.logger, held, move);
  if (move.kind === 'run') return await takeStep(ports, held, { ...move, ...here });
  return await takeBackOrEnd(ports, held, outcomeOf(move));
}

async function takeStep(
  ports: EnginePorts,
  held: Held,
  { endsAtMs, ...step }: StepToRun & Here,
): Promise<Held | undefined> {
  const run = await runStep(ports, held, step);
  if (run === undefined) return undefined;
  return await waitHere(ports, await recordStep(ports, held, run), { run, endsAtMs });
}

/** An operation that fails first takes back what is to be taken back. */
async function takeBackOrEnd(
  ports: EnginePorts,
  held: Held,
  outcome: Outcome,
): Promise<Held | Worked> {
  if (outcome.kind !== 'failed') return { held, outcome };
  const { tenant, operation } = held;
  // What cannot be planned any more cannot be taken back by plan either: the deletion clears it away.
  const specs = plannedStepsIfAny(ports.catalog, tenant, operation.kind);
  const names = namesToUndo(operation, specs);
  if (names.length === 0) return { held, outcome };
  return await recordUndoing(ports, held, { error: outcome.error, names });
}

/** A tenant whose blueprint is gone or refuses its params fails with that, instead of for ever. */
function moveOf({ catalog }: EnginePorts, { tenant, operation, now }: Held): Move {
  try {
    const specs = plannedSteps(catalog, tenant, operation.kind);
    return nextMove(operation, specs, now);
  } catch (error) {
    if (!(error instanceof TenantryError)) throw error;
    const { code, message } = error;
    return { kind: 'fail', error: { code, message, retryable: false } };
  }
}

interface HereAndNow {
  readonly run: StepRun;
  readonly endsAtMs: number;
}

/**
 * Waits out a wait that fits into this invocation, so that a tenant does not lie idle until the next
 * sweep; a newer wish ends the wait. The step's wait is over in what is returned.
 */
async function waitHere(ports: EnginePorts, held: Held, { run, endsAtMs }: HereAndNow) {
  const { result } = run;
  if (result.kind !== 'wait') return held;
  const leftMs = endsAtMs - ports.clock.now();
  const timeoutMs = Math.min(result.afterMs, leftMs);
  const isTooLong = result.watch === undefined && result.afterMs > Math.min(pauseMsMax, leftMs);
  if (isTooLong || timeoutMs <= 0) return held;
  const startedAtMs = ports.clock.now();
  await wishOrChange(ports, held, { result, timeoutMs });
  // No more than the wait itself: a clock that was turned meanwhile must not make a step overdue.
  const waitedMs = Math.min(Math.max(ports.clock.now() - startedAtMs, 0), timeoutMs);
  const now = addMs(held.now, waitedMs);
  const stored = await ports.store.get('tenants', held.tenant.id);
  return {
    ...held,
    now,
    tenant: stored ?? held.tenant,
    operation: withoutWait(held, run.stepName),
  };
}

interface WaitHere {
  readonly result: Extract<StepResult, { kind: 'wait' }>;
  readonly timeoutMs: number;
}

async function wishOrChange(ports: EnginePorts, held: Held, { result, timeoutMs }: WaitHere) {
  const ended = new AbortController();
  const { stopping } = ports;
  const signal = stopping === undefined ? ended.signal : AbortSignal.any([ended.signal, stopping]);
  const { tenant } = held;
  const wish = ports.store.waitForChange({
    tenantId: tenant.id,
    sinceRecordVersion: tenant.record_version,
    timeoutMs,
    signal,
  });
  const { watch } = result;
  const change =
    watch === undefined
      ? ports.pause(timeoutMs, signal)
      : ports.cluster.awaitChange(watch.ref, {
          resourceVersion: watch.resourceVersion,
          timeoutMs,
          signal,
        });
  // A store that cannot wait costs only the early end of the wait.
  await Promise.race([wish.catch(() => change), change]);
  ended.abort();
  await Promise.allSettled([wish, change]);
}

function withoutWait({ operation }: Held, stepName: string): Held['operation'] {
  const steps = operation.steps.map((step) =>
    step.name === stepName ? { ...step, wait: null } : step,
  );
  return { ...operation, steps };
}

function outcomeOf(move: Exclude<Move, { kind: 'run' }>): Outcome {
  switch (move.kind) {
    case 'finish':
      return { kind: 'succeeded' };
    case 'wait':
      return { kind: 'wait', until: move.until };
    case 'fail':
      return { kind: 'failed', error: move.error };
    case 'overdue': {
      const { name, wait } = move.step;
      const blocker = wait === null ? '' : `: ${wait.message}`;
      return failed('deadline_exceeded', `Step "${name}" did not end in time${blocker}`);
    }
    case 'unplanned': {
      const { name } = move.step;
      return failed('step_unplanned', `Step "${name}" is not part of the blueprint any more`);
    }
    default:
      return move satisfies never;
  }
}

function failed(code: string, message: string): Outcome {
  return { kind: 'failed', error: { code, message, retryable: false } };
}
