import type { ErrorCode } from '../http/status-codes.ts';

/** What can be wrong with a wish about any tenant that there is. */
export const wishProblems: readonly ErrorCode[] = [
  'tenant_not_found',
  'tenant_deleted',
  'generation_mismatch',
  'action_not_allowed',
  'operation_running',
];

/** What can be wrong with the secret values of a wish. */
export const sealingProblems: readonly ErrorCode[] = [
  'sealing_not_set_up',
  'vault_unavailable',
  'vault_timeout',
  'vault_throttled',
  'vault_unauthorized',
  'vault_forbidden',
  'vault_refused',
];

/** What can be wrong with a wish that changes what a tenant is made of. */
export const specProblems: readonly ErrorCode[] = [
  ...wishProblems,
  'invalid_tenant',
  ...sealingProblems,
  'slug_taken',
  'host_taken',
  'namespace_taken',
  'id_taken',
];

/** What can be wrong with a rollback besides. */
export const rollbackProblems: readonly ErrorCode[] = [
  'no_good_revision',
  'revision_not_found',
  'rollback_irreversible',
];

/** What can be wrong with the plan that a wish carries out. */
export const planProblems: readonly ErrorCode[] = [
  'invalid_plan_id',
  'plan_of_other_tenant',
  'plan_stale',
  'plan_mismatch',
];
