import type { ErrorCode } from '../http/status-codes.ts';

/** What can be wrong with a wish about any tenant that there is. */
export const wishProblems: readonly ErrorCode[] = [
  'tenant_not_found',
  'tenant_deleted',
  'generation_mismatch',
  'action_not_allowed',
  'operation_running',
];

/** What can be wrong with a wish that changes what a tenant is made of. */
export const specProblems: readonly ErrorCode[] = [
  ...wishProblems,
  'invalid_tenant',
  'slug_taken',
  'host_taken',
  'namespace_taken',
];
