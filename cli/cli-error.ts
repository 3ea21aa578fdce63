import { type ErrorDetails, TenantryError } from '../shared/tenant/errors.ts';

/** What fails on this side of the API, and what a person does about it; `docs/cli.md` is made of it. */
export const cliErrors = {
  ambiguous_slug: 'Use the id of one of the tenants that the message lists, or add `--product`.',
  answer_unreadable: 'Check that `TENANTRY_URL` leads to Tenantry and not to something else.',
  input_too_large: 'Give a values file of at most 1 MB.',
  input_unreadable: 'Check the path and its permissions.',
  invalid_values: 'Mend every fault that is listed.',
  operation_failed: 'Mend what the message names, then `tenantry retry`, or `tenantry delete`.',
  server_unreachable: 'Start the server, or set `TENANTRY_URL`.',
  tenant_not_found: 'Check the slug or id; `tenantry list` shows all tenants.',
  wait_timeout: 'Nothing is lost: the work goes on. Look again with `tenantry watch`.',
} as const;

export type CliErrorCode = keyof typeof cliErrors;

/** A failure of the command line itself: exit code 1. */
export class CliError extends TenantryError {
  override readonly name = 'CliError';

  constructor(code: CliErrorCode, message: string, details?: ErrorDetails) {
    super(code, message, details);
  }
}
