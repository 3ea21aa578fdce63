import { SystemError, type SystemFailure } from '../../tenant/system-error.ts';

/** How long to leave the vault alone when it does not say. */
const retryAfterMsDefault = 1_000;

/** The longest pause that is believed: an absurd one must not park a tenant. */
const retryAfterMsMax = 600_000;

/** An answer that is not a success. */
export interface Refusal {
  readonly status: number;
  readonly retryAfter: string | null;
}

/** The error for an answer that is not a success; nothing of its body is told. */
export function failureOfAnswer(action: string, { status, retryAfter }: Refusal): SystemError {
  const what = whatOf(status);
  const seconds = Number(retryAfter ?? Number.NaN);
  const retryAfterMs = seconds >= 0 ? Math.min(seconds * 1_000, retryAfterMsMax) : undefined;
  return vaultError(action, { what, why: `HTTP ${status}` }, { retryAfterMs });
}

function whatOf(status: number): SystemFailure['what'] {
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'forbidden';
  if (status === 429) return 'throttled';
  if (status === 408 || status === 504) return 'timeout';
  return status >= 500 ? 'unavailable' : 'refused';
}

/** The error for a call without a whole answer. */
export function failureOfCall(action: string, signal: AbortSignal, cause: unknown): SystemError {
  return signal.aborted
    ? vaultError(action, { what: 'timeout', why: 'there was no whole answer in time' }, { cause })
    : vaultError(action, { what: 'unavailable', why: 'the connection failed' }, { cause });
}

/** The error for credentials that cannot be had. */
export function failureOfCredentials(action: string, cause: unknown): SystemError {
  const why = 'there are no credentials for Google Cloud';
  return vaultError(action, { what: 'unauthorized', why }, { cause });
}

interface Why {
  readonly what: SystemFailure['what'];
  readonly why: string;
}

interface Particulars {
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** A failed call; every call may be made again, so that an unknown outcome needs no look first. */
export function vaultError(
  action: string,
  { what, why }: Why,
  { retryAfterMs = retryAfterMsDefault, cause }: Particulars = {},
): SystemError {
  const isUnknown = what === 'timeout' || what === 'unavailable';
  return new SystemError(
    'vault',
    { what, message: `Cannot ${action} in Secret Manager: ${why}` },
    {
      class: what === 'refused' ? 'terminal' : 'retry',
      outcome: isUnknown ? 'unknown' : 'not-done',
      retryAfterMs,
      cause,
    },
  );
}
