/**
 * How long things may take, in milliseconds. They nest: a call fits into the work, the work into
 * the lease, the lease into the function's own timeout, so that nobody acts after its lease.
 */
export interface Budgets {
  /** One outbound call. */
  readonly callMs: number;
  /** One invocation of the engine. */
  readonly workMs: number;
  /** One lease, from its last extension. */
  readonly leaseMs: number;
  /** What must be left of the lease beyond a call's timeout when the call starts. */
  readonly marginMs: number;
}

/** The budgets of a deployed engine (function timeout 120 s, acknowledge deadline 180 s). */
export const cloudBudgets: Budgets = {
  callMs: 10_000,
  workMs: 60_000,
  leaseMs: 90_000,
  marginMs: 5_000,
};

/** Whether a step may run to its end before the lease ends. Throws a sentence when they do not nest. */
export function checkBudgets({ callMs, workMs, leaseMs, marginMs }: Budgets): void {
  if (workMs + callMs + marginMs > leaseMs) {
    throw new RangeError(
      `Cannot use these budgets: work ${workMs} + call ${callMs} + margin ${marginMs} ms must not exceed the lease of ${leaseMs} ms`,
    );
  }
}
