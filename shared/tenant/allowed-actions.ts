import type { TenantStatus } from './tenant.ts';

/** What a caller may ask of a tenant. */
export type TenantAction = 'retry' | 'delete';

/** The one table of what is allowed when; served with a 409. */
const actionsByStatus: Readonly<Record<TenantStatus, readonly TenantAction[]>> = {
  queued: ['delete'],
  provisioning: ['delete'],
  active: ['delete'],
  updating: ['delete'],
  suspending: ['delete'],
  suspended: ['delete'],
  resuming: ['delete'],
  failed: ['retry', 'delete'],
  deleting: ['delete'],
  deleted: [],
};

/** The actions that a tenant of this status allows. */
export function allowedActions(status: TenantStatus): readonly TenantAction[] {
  return actionsByStatus[status];
}
