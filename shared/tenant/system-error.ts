import type { ClusterErrorClass } from './cluster-error.ts';
import { TenantryError } from './errors.ts';

/** A system besides the cluster in which tenants have parts. */
export type SystemName = 'realms' | 'database' | 'dns' | 'tunnel' | 'vault' | 'mail';

export interface SystemErrorDetails {
  /** What the engine does about it, as for a cluster. */
  readonly class: ClusterErrorClass;
  /** Whether the call may have taken effect. */
  readonly outcome: 'not-done' | 'unknown';
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** A failed call to one of these systems, classed once by its adapter (`docs/errors.md`, "Systems"). */
export class SystemError extends TenantryError {
  override readonly name = 'SystemError';
  readonly system: SystemName;
  readonly class: ClusterErrorClass;
  readonly outcome: 'not-done' | 'unknown';

  constructor(system: SystemName, failure: SystemFailure, details: SystemErrorDetails) {
    const { cause, retryAfterMs } = details;
    super(`${system}_${failure.what}`, failure.message, {
      cause,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    });
    this.system = system;
    this.class = details.class;
    this.outcome = details.outcome;
  }
}

/** What went wrong, for programs and for people. */
export interface SystemFailure {
  /**
   * `unavailable` it does not answer or answers 5xx · `timeout` · `throttled` · `unauthorized` our
   * credentials are refused · `forbidden` they lack a right · `conflict` the thing belongs to somebody
   * else · `refused` it does not take what it was given · `not_set_up` this deployment has no such
   * system.
   */
  readonly what:
    | 'unavailable'
    | 'timeout'
    | 'throttled'
    | 'unauthorized'
    | 'forbidden'
    | 'conflict'
    | 'refused'
    | 'not_set_up';
  /** `Cannot <do what> "<to what>": <why>`; no secret, no body of an answer. */
  readonly message: string;
}
