import { TenantryError } from '../../tenant/errors.ts';

/** How long a caller should wait before it tries again. */
const retryAfterMs = 1_000;

/** gRPC's status codes by number (grpc/grpc doc/statuscodes.md). */
const statusNames: Readonly<Record<number, string>> = {
  1: 'CANCELLED',
  2: 'UNKNOWN',
  3: 'INVALID_ARGUMENT',
  4: 'DEADLINE_EXCEEDED',
  5: 'NOT_FOUND',
  6: 'ALREADY_EXISTS',
  7: 'PERMISSION_DENIED',
  8: 'RESOURCE_EXHAUSTED',
  9: 'FAILED_PRECONDITION',
  10: 'ABORTED',
  11: 'OUT_OF_RANGE',
  12: 'UNIMPLEMENTED',
  13: 'INTERNAL',
  14: 'UNAVAILABLE',
  15: 'DATA_LOSS',
  16: 'UNAUTHENTICATED',
};

/** Certain not to have been done, and why. */
type Refusal = 'precondition' | 'aborted' | 'invalid';

/** What is known of a commit that failed: refused, so that nothing was written, or nothing at all. */
export type CommitFailure = Refusal | 'unknown';

const refusals: Readonly<Record<string, Refusal>> = {
  ALREADY_EXISTS: 'precondition',
  NOT_FOUND: 'precondition',
  FAILED_PRECONDITION: 'precondition',
  ABORTED: 'aborted',
  INVALID_ARGUMENT: 'invalid',
  PERMISSION_DENIED: 'invalid',
  UNAUTHENTICATED: 'invalid',
  UNIMPLEMENTED: 'invalid',
};

/** Which of the two a failed commit is. */
export function commitFailureOf(error: unknown): CommitFailure {
  return refusals[statusOf(error)] ?? 'unknown';
}

/** Whether the service could not be reached: a read may be sent again at once. */
export function isUnreachable(error: unknown): boolean {
  return statusOf(error) === 'UNAVAILABLE';
}

/**
 * The error of a call that failed, as callers of the store see it: `store_unavailable` with the
 * client's error as its cause. What this program itself threw stays as it is.
 */
export function storeUnavailable(action: string, cause: unknown): Error {
  if (cause instanceof TenantryError) return cause;
  const why = statusOf(cause) || 'its client failed';
  return new TenantryError('store_unavailable', `Cannot ${action}: Firestore says ${why}`, {
    cause,
    retryAfterMs,
  });
}

function statusOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return '';
  return typeof error.code === 'number' ? (statusNames[error.code] ?? String(error.code)) : '';
}
