import type { Page, PageRequest, Store } from '../ports/store.ts';
import { TenantryError } from '../tenant/errors.ts';
import { isOperationEnded, type Operation } from '../tenant/operation.ts';
import { canSee, type Principal } from '../tenant/principal.ts';
import { findTenant, type TenantQuestion } from './find-tenant.ts';

/** An operation as callers see it. */
export type OperationView = Omit<Operation, 'schema'>;

/** Which operation is asked for, and how long to wait for news of it. */
export interface OperationQuestion {
  readonly principal: Principal;
  readonly operationId: string;
  /** Waits at most so many milliseconds (30 000 at most) for its end or a further change. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
}

/** The operation. Rejects with `operation_not_found` when the caller may not know of it either. */
export async function getOperation(
  { store }: { readonly store: Pick<Store, 'get' | 'waitForChange'> },
  question: OperationQuestion,
): Promise<OperationView> {
  const { waitMs: timeoutMs, signal } = question;
  const operation = await findOperation(store, question);
  if (timeoutMs <= 0 || isOperationEnded(operation.state)) return operationView(operation);
  const tenant = await store.get('tenants', operation.tenant_id);
  // Every write of an operation is a write of its tenant.
  const sinceRecordVersion = tenant?.record_version ?? 0;
  const { tenant_id: tenantId } = operation;
  await store.waitForChange({ tenantId, sinceRecordVersion, timeoutMs, signal });
  return operationView(await findOperation(store, question));
}

/** The tenant's operations, newest first. Rejects with `tenant_not_found`. */
export async function listOperations(
  { store }: { readonly store: Pick<Store, 'get' | 'listOperations'> },
  { page, ...question }: TenantQuestion & { readonly page: PageRequest },
): Promise<Page<OperationView>> {
  const tenant = await findTenant(store, question);
  const { items, ...rest } = await store.listOperations(tenant.id, page);
  return { ...rest, items: items.map(operationView) };
}

async function findOperation(
  store: Pick<Store, 'get'>,
  { principal, operationId }: OperationQuestion,
): Promise<Operation> {
  const operation = await store.get('operations', operationId);
  if (operation !== undefined && canSee(principal, operation.organization_id)) return operation;
  throw new TenantryError('operation_not_found', `Cannot find operation "${operationId}"`);
}

function operationView({ schema: _, ...view }: Operation): OperationView {
  return view;
}
