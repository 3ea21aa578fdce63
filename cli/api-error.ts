import { type ErrorDetails, TenantryError } from '../shared/tenant/errors.ts';

/** What an answer says besides its problem document. */
export interface ApiErrorDetails extends ErrorDetails {
  readonly status: number;
  readonly requestId: string | undefined;
}

/** The API answered, and said no (RFC 9457): exit code 1. */
export class ApiError extends TenantryError {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly requestId: string | undefined;

  constructor(code: string, message: string, details: ApiErrorDetails) {
    super(code, message, details);
    this.status = details.status;
    this.requestId = details.requestId;
  }
}

/** Whether the API says that there is no such tenant any more. */
export function isGone(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  return error.code === 'tenant_deleted' || error.code === 'tenant_not_found';
}
