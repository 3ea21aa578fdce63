import { TenantryError } from '../../tenant/errors.ts';

/** How long a caller should wait before it tries again. */
const retryAfterMs = 2_000;

/** Why a call failed, by gRPC status (https://grpc.io/docs/guides/status-codes/), for people who operate this. */
const reasons: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [3, 'Pub/Sub calls the request invalid'],
  [4, 'Pub/Sub cannot be reached or does not answer in time'],
  [5, 'the topic does not exist'],
  [7, 'the service account may not publish to the topic'],
  [8, 'the quota of the project is used up'],
  [14, 'Pub/Sub cannot be reached'],
  [16, 'the credentials were refused'],
]);

/**
 * What a failed call of Google's client becomes: `queue_unavailable`, whatever failed, because the
 * hint was not accepted for all we know. The client's own text stays in the cause: it is long, and
 * nobody has checked it for secrets.
 */
export function pubsubFailure(action: string, cause: unknown): TenantryError {
  if (cause instanceof TenantryError) return cause;
  return pubsubUnavailable(action, reasonOf(cause), cause);
}

/** `queue_unavailable` with this reason. */
export function pubsubUnavailable(action: string, reason: string, cause?: unknown): TenantryError {
  return new TenantryError('queue_unavailable', `Cannot ${action}: ${reason}`, {
    cause,
    retryAfterMs,
  });
}

function reasonOf(cause: unknown): string {
  const status = statusOf(cause);
  return reasons.get(status) ?? `the client of Pub/Sub failed with status ${status ?? 'unknown'}`;
}

/** The gRPC status that an error of Google's client carries. */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'number' ? error.code : undefined;
}
