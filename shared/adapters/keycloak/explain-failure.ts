import {
  SystemError,
  type SystemErrorDetails,
  type SystemFailure,
} from '../../tenant/system-error.ts';
import type { KeycloakAnswer } from './send-request.ts';
import type { TransportError } from './transport-error.ts';

/** What was attempted: for the message, and because a failed read has no effect to be unsure about. */
export interface Attempt {
  readonly isRead: boolean;
  /** `create realm "acme.codetether.run"`. */
  readonly what: string;
}

interface Verdict extends SystemErrorDetails {
  readonly what: SystemFailure['what'];
  readonly why: string;
}

const notDone = { outcome: 'not-done' } as const;

/**
 * The error for an answer that is not a success: the only place that classes one. Its body is not
 * repeated, because it may hold what was sent.
 */
export function explainAnswer(attempt: Attempt, answer: KeycloakAnswer): SystemError {
  return errorOf(attempt, verdictOf(attempt, answer));
}

function verdictOf(attempt: Attempt, answer: KeycloakAnswer): Verdict {
  const { status } = answer;
  const why = `Keycloak answered ${status}`;
  switch (status) {
    case 401:
      return { what: 'unauthorized', why, class: 'retry', ...notDone };
    case 403:
      return { what: 'forbidden', why, class: 'retry', ...notDone };
    case 404:
      return missing(answer);
    case 409:
      return { what: 'conflict', why, class: 'observe', ...notDone };
    case 408:
    case 429:
      return { what: 'throttled', why, class: 'retry', ...notDone, ...retryAfterOf(answer) };
    case 503:
      return { what: 'unavailable', why, class: 'retry', ...notDone, ...retryAfterOf(answer) };
    default:
      return status >= 400 && status < 500
        ? { what: 'refused', why, class: 'terminal', ...notDone }
        : { what: 'unavailable', why, ...unsure(attempt) };
  }
}

/** A bare 404 may come from a proxy, or from an address that is not Keycloak's: nothing is known to be gone. */
function missing(answer: KeycloakAnswer): Verdict {
  return isNotFound(answer)
    ? { what: 'conflict', why: 'it has gone meanwhile', class: 'observe', ...notDone }
    : { what: 'unavailable', why: 'nothing of Keycloak answers there', class: 'retry', ...notDone };
}

/** Whether Keycloak itself says that there is no such thing. */
export function isNotFound({ status, json }: KeycloakAnswer): boolean {
  if (status !== 404 || typeof json !== 'object' || json === null || !('error' in json))
    return false;
  return typeof json.error === 'string' && /^(Realm not|Could not find|User not)/.test(json.error);
}

/** The error for a request without a whole answer. */
export function explainFailure(attempt: Attempt, failure: TransportError): SystemError {
  const what = failure.fault === 'timeout' ? 'timeout' : 'unavailable';
  const why =
    failure.fault === 'timeout' ? 'there was no whole answer in time' : 'the connection failed';
  const consequence = failure.isSent ? unsure(attempt) : ({ class: 'retry', ...notDone } as const);
  return errorOf(attempt, { what, why, ...consequence, cause: failure.cause });
}

/** What follows when the request may have been carried out. */
function unsure({ isRead }: Attempt): SystemErrorDetails {
  return isRead
    ? { class: 'retry', outcome: 'not-done' }
    : { class: 'observe', outcome: 'unknown' };
}

function errorOf(attempt: Attempt, { what, why, ...details }: Verdict): SystemError {
  return new SystemError('realms', { what, message: `Cannot ${attempt.what}: ${why}` }, details);
}

// The longest pause that is believed: an absurd one must not park a tenant.
const retryAfterMsMax = 600_000;

function retryAfterOf({ retryAfter }: KeycloakAnswer): { retryAfterMs?: number } {
  const seconds = /^\d{1,9}$/.test(retryAfter ?? '') ? Number(retryAfter) : undefined;
  return seconds === undefined ? {} : { retryAfterMs: Math.min(seconds * 1000, retryAfterMsMax) };
}
