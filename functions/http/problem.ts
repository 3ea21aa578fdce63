import { type InputError, TenantryError } from '../../shared/tenant/errors.ts';
import { type ErrorCode, isErrorCode, statusCodes } from './status-codes.ts';

/** A problem document (RFC 9457). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly errors: readonly InputError[];
  readonly request_id: string;
  readonly [extension: string]: unknown;
}

/**
 * What a caller is told about an error: code, text and faults of an expected one, and of any other
 * nothing but that it happened.
 */
export function problemOf(error: unknown, requestId: string): Problem {
  if (!(error instanceof TenantryError) || !isErrorCode(error.code)) return internal(requestId);
  const { title, status } = statusCodes[error.code];
  const members = {
    type: typeOf(error.code),
    ...{ title, status },
    // What failed inside is for the log; a caller can only try again.
    detail: status >= 500 ? 'The request was not carried out, try again later' : error.message,
    code: error.code,
    errors: error.errors,
    request_id: requestId,
  };
  // Extensions come last, and none replaces a member that every problem has.
  return { ...members, ...error.extensions, ...members };
}

function internal(requestId: string): Problem {
  const detail = `Quote the request id "${requestId}" when you ask for help`;
  const { title, status } = statusCodes.internal;
  const type = typeOf('internal');
  return { type, title, status, detail, code: 'internal', errors: [], request_id: requestId };
}

function typeOf(code: ErrorCode): string {
  return `urn:tenantry:error:${code}`;
}

/** The problem as an answer, with `Retry-After` in whole seconds where it is known. */
export function problemResponse(error: unknown, requestId: string): Response {
  const problem = problemOf(error, requestId);
  const headers = new Headers({ 'content-type': 'application/problem+json' });
  if (error instanceof TenantryError && error.retryAfterMs !== undefined) {
    headers.set('retry-after', String(Math.max(1, Math.ceil(error.retryAfterMs / 1000))));
  }
  if (problem.status === 401) headers.set('www-authenticate', 'ApiKey header="X-API-Key"');
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}
