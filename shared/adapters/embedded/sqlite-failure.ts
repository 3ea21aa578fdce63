import { TenantryError } from '../../tenant/errors.ts';

/** The port whose callers see the failure. */
export type UnavailableCode = 'store_unavailable' | 'queue_unavailable';

/** How long a caller should wait before it tries again. */
const retryAfterMs = 1_000;

/**
 * Runs a piece of database work. What SQLite itself refuses (locked for longer than the busy
 * timeout, disk full, corrupt, closed) becomes a `TenantryError` of this code that keeps the cause;
 * every other error passes as it is.
 */
export function withSqlite<T>(code: UnavailableCode, action: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (!isSqliteFailure(cause)) throw cause;
    throw new TenantryError(code, `Cannot ${action}: ${reasonOf(cause)}`, { cause, retryAfterMs });
  }
}

function isSqliteFailure(error: unknown): error is Error {
  if (!(error instanceof Error) || !('code' in error)) return false;
  // ERR_INVALID_STATE is how node:sqlite reports a closed database.
  return error.code === 'ERR_SQLITE_ERROR' || error.code === 'ERR_INVALID_STATE';
}

function reasonOf(failure: Error): string {
  // SQLite's fixed text for the error code: unlike the message it never quotes data.
  return 'errstr' in failure && typeof failure.errstr === 'string'
    ? failure.errstr
    : failure.message;
}
