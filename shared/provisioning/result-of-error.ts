import type { Random } from '../ports/clock.ts';
import { ClusterError, type ClusterErrorClass } from '../tenant/cluster-error.ts';
import { TenantryError, TerminalError } from '../tenant/errors.ts';
import { SystemError } from '../tenant/system-error.ts';
import { backoffMs, stepBackoff } from './backoff.ts';
import type { StepResult } from './step-result.ts';

/** A result together with whether it counts as a failure of the step (for the backoff). */
export interface ErrorResult {
  readonly result: StepResult;
  readonly code: string;
  readonly isFailure: boolean;
}

/** How long a step waits for the cluster to get there before it looks again. */
const clusterWaitMs = 2_000;

/** Turns what a step threw into what the engine does about it: the only place that decides. */
export function resultOfError(error: unknown, failures: number, random: Random): ErrorResult {
  const known = error instanceof TenantryError ? error : unexpected(error);
  const { code, message } = known;
  if (isTerminal(known)) {
    return { result: { kind: 'failed', code, message }, code, isFailure: true };
  }
  const isWait = classOf(known) === 'wait';
  const pauseMs = isWait ? clusterWaitMs : backoffMs(failures + 1, stepBackoff, random);
  // Never sooner than asked for, and not all who were told the same at the same moment.
  const afterMs = (known.retryAfterMs ?? 0) + pauseMs;
  return {
    result: { kind: 'wait', reason: reasonOf(code), message, afterMs },
    code,
    isFailure: !isWait,
  };
}

function isTerminal(error: TenantryError): boolean {
  return error instanceof TerminalError || classOf(error) === 'terminal';
}

function classOf(error: TenantryError): ClusterErrorClass | undefined {
  return error instanceof ClusterError || error instanceof SystemError ? error.class : undefined;
}

// What a stranger's error says may hold a secret: its message goes to the log, not to the tenant.
function unexpected(cause: unknown): TenantryError {
  return new TenantryError('internal', 'An unexpected error; the log has its details', { cause });
}

/** `namespace_missing` → `NamespaceMissing`. */
export function reasonOf(code: string): string {
  return code
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
