import type { StepSpec } from '../blueprint/step-spec.ts';
import type { Random } from '../ports/clock.ts';
import { needsOperator } from '../tenant/effect.ts';
import { TenantryError } from '../tenant/errors.ts';
import type { StepRun } from './apply-result.ts';
import { aroundCluster } from './around-calls.ts';
import { backoffMs, stepBackoff } from './backoff.ts';
import { clusterDependency } from './breakers.ts';
import type { ClusterCheck } from './confirm-cluster.ts';
import type { EnginePorts } from './engine-ports.ts';
import { gateSystems } from './gate-systems.ts';
import { guardCluster, guardSystems, leaseEndingCode } from './guard-calls.ts';
import type { Held } from './held.ts';
import type { Move } from './next-move.ts';
import { reasonOf, resultOfError } from './result-of-error.ts';
import { runSpec } from './run-spec.ts';
import type { StepContext } from './step-implementation.ts';
import type { StepFindings, StepResult } from './step-result.ts';

/** The step that comes next, and the check of the cluster that every step of an invocation shares. */
export interface StepToRun extends Extract<Move, { kind: 'run' }> {
  readonly checkCluster: ClusterCheck;
}

/**
 * Runs one step and returns how the run ended; errors become results. Undefined means that the
 * lease ends too soon for a call: nothing is recorded and another invocation goes on.
 */
export async function runStep(
  ports: EnginePorts,
  held: Held,
  { spec, step, checkCluster }: StepToRun,
): Promise<StepRun | undefined> {
  const found: StepFindings[] = [];
  const context = contextOf(ports, held, (findings) => found.push(findings));
  const { name: stepName, deadlineMs } = spec;
  let run: Omit<StepRun, 'result'> = { stepName, deadlineMs, startedAt: held.now };
  try {
    // What does not fail the tenant does not wait for its cluster either.
    const answer = spec.isBestEffort ? undefined : await checkCluster(context);
    if (answer !== undefined) return { ...run, result: withFindings(answer, found) };
    // From here on the step may have done what it does.
    if (spec.isIrreversible) run = { ...run, irreversibleRevision: held.tenant.revision };
    const result = withFindings(await runSpec(context, spec), found);
    callOperator(ports, held, { stepName, result });
    const { mistake: error } = result;
    if (error !== undefined) logError(ports, held, { spec, code: 'internal', error });
    return patient({ ...run, result }, { spec, step }, ports.random);
  } catch (error) {
    if (error instanceof TenantryError && error.code === leaseEndingCode) return undefined;
    const { result, code, isFailure } = resultOfError(error, step.failures, ports.random);
    logError(ports, held, { spec, code, error });
    const failed = { ...run, result: withFindings(result, found), error: { code, isFailure } };
    return patient(failed, { spec, step }, ports.random);
  }
}

/** What is for the platform to mend is waited out, by name, until the step's deadline. */
function patient(run: StepRun, { spec, step }: Pick<StepToRun, 'spec' | 'step'>, random: Random) {
  const { result } = run;
  if (spec.isPatient !== true || result.kind !== 'failed') return run;
  const { code, message, kind: _, ...findings } = result;
  const afterMs = backoffMs(step.failures + 1, stepBackoff, random);
  const wait = { ...findings, kind: 'wait', reason: reasonOf(code), message, afterMs } as const;
  return { ...run, result: wait, error: { code, isFailure: true } };
}

function contextOf(ports: EnginePorts, held: Held, note: StepContext['note']): StepContext {
  const { clock, store, settings, generateSecret, breakers, random } = ports;
  const { tenant, operation, now, leaseEndsAtMs } = held;
  const { budgets } = settings;
  const dependency = clusterDependency(tenant.placement.cluster);
  const caller = { dependency, tenantId: tenant.id };
  // Outside, a call that the guard refuses costs nothing; inside, the look at the breaker may have taken long.
  const guard = { clock, leaseEndsAtMs, budgets };
  const watched = aroundCluster(ports.cluster, async (call) => await breakers.watch(caller, call));
  const cluster = guardCluster(watched, guard);
  const gate = { store, breakers, random, tenant, now, budgets };
  const systems = guardSystems(gateSystems(guardSystems(ports.systems ?? {}, guard), gate), guard);
  return { cluster, systems, store, tenant, operation, now, budgets, generateSecret, note };
}

function withFindings(result: StepResult, found: readonly StepFindings[]): StepResult {
  const all = [...found, result];
  return {
    ...result,
    applied: all.flatMap(({ applied = [] }) => applied),
    gone: all.flatMap(({ gone = [] }) => gone),
    remembered: all.flatMap(({ remembered = [] }) => remembered),
    forgotten: all.flatMap(({ forgotten = [] }) => forgotten),
    conditions: all.flatMap(({ conditions = [] }) => conditions),
  };
}

/** Raises the alarm for what only a person can settle, as the step finds it. */
function callOperator(
  { logger }: EnginePorts,
  { tenant, operation }: Held,
  { stepName, result }: Pick<StepRun, 'stepName' | 'result'>,
): void {
  const open = (result.conditions ?? []).filter(({ reason }) => reason === needsOperator);
  for (const { type, message } of open) {
    logger.error('Waiting for an operator', {
      ...{ tenant_id: tenant.id, operation_id: operation.id, step: stepName },
      ...{ condition: type, details: message },
    });
  }
}

interface Mishap {
  readonly spec: StepSpec;
  readonly code: string;
  readonly error: unknown;
}

function logError({ logger }: EnginePorts, { tenant, operation }: Held, mishap: Mishap): void {
  const { spec, code, error } = mishap;
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  logger.warn('Running step failed', {
    tenant_id: tenant.id,
    operation_id: operation.id,
    step: spec.name,
    code,
    // What Tenantry throws is free of secrets; a stranger's error is needed whole to be mended.
    details: error instanceof TenantryError ? error.message : details,
  });
}
