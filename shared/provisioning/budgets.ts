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
