import { TenantryError } from '../tenant/errors.ts';
import { isOperationEnded, type Operation } from '../tenant/operation.ts';
import type { Tenant } from '../tenant/tenant.ts';

/** A tenant that this worker holds the lease of, as last read or written. */
export interface Held {
  readonly tenant: Tenant;
  readonly operation: Operation;
  /** The fencing number under which this worker may write. */
  readonly epoch: number;
  /** The store's time of the last transaction. */
  readonly now: string;
  /** When the lease ends at the latest, by the worker's own clock (milliseconds). */
  readonly leaseEndsAtMs: number;
}

/** Somebody else holds the lease by now; this worker must stop and write nothing. */
export function leaseLost(tenantId: string): TenantryError {
  return new TenantryError(
    'lease_lost',
    `Cannot go on with tenant "${tenantId}": the lease is lost`,
  );
}

/** Whether a wish that came during the work has replaced the operation, or cancelled it. */
export function isReplaced({ tenant: { last_operation }, operation }: Held): boolean {
  return last_operation.id !== operation.id || isOperationEnded(last_operation.state);
}
