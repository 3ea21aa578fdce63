import { TenantryError } from './errors.ts';

/**
 * What the engine does about a failed call to a cluster:
 * `retry` with backoff · `wait` for the cluster to get there · `terminal` a person must act ·
 * `observe` look again and decide anew (the outcome is unknown, or what we saw is out of date).
 */
export type ClusterErrorClass = 'retry' | 'wait' | 'terminal' | 'observe';

export interface ClusterErrorDetails {
  readonly class: ClusterErrorClass;
  /** Whether the call may have taken effect. */
  readonly outcome: 'not-done' | 'unknown';
  /** HTTP status of the API server's answer, when there was one. */
  readonly status?: number;
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** A failed call to a Kubernetes API server, classed once (`docs/errors.md`, "Cluster"). */
export class ClusterError extends TenantryError {
  override readonly name = 'ClusterError';
  readonly class: ClusterErrorClass;
  readonly outcome: 'not-done' | 'unknown';
  readonly status: number | undefined;

  constructor(code: ClusterErrorCode, message: string, details: ClusterErrorDetails) {
    const { cause, retryAfterMs } = details;
    super(code, message, { cause, ...(retryAfterMs !== undefined && { retryAfterMs }) });
    this.class = details.class;
    this.outcome = details.outcome;
    this.status = details.status;
  }
}

/** Every code a `ClusterError` can have. */
export type ClusterErrorCode =
  | 'already_exists'
  | 'apply_conflict'
  | 'cluster_timeout'
  | 'cluster_unauthorized'
  | 'cluster_forbidden'
  | 'cluster_unavailable'
  | 'cluster_throttled'
  | 'invalid_object'
  | 'namespace_missing'
  | 'namespace_terminating'
  | 'object_terminating'
  | 'pod_security_violation'
  | 'quota_exceeded'
  | 'service_range_full'
  | 'stale_observation'
  | 'unknown_kind'
  | 'unsupported_in_simulation'
  | 'webhook_unavailable';
