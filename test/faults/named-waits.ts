import type { Documents, Store, Transaction } from '../../shared/ports/store.ts';
import type { Operation } from '../../shared/tenant/operation.ts';
import { isSettled, type Tenant } from '../../shared/tenant/tenant.ts';

/** The store, telling of every record that is not final and names no reason that a person can act on. */
export function withNamedWaits(store: Store, complain: (text: string) => void): Store {
  return {
    ...store,
    transact: async (work) =>
      await store.transact(async (transaction) => await work(watched(transaction, complain))),
  };
}

function watched(transaction: Transaction, complain: (text: string) => void): Transaction {
  return {
    ...transaction,
    put: (collection, id, document) => {
      const fault = faultOf(collection, document);
      if (fault !== undefined) complain(fault);
      transaction.put(collection, id, document);
    },
  };
}

function faultOf(
  collection: keyof Documents,
  document: Documents[keyof Documents],
): string | undefined {
  if (collection === 'operations') return faultOfOperation(document as Operation);
  return collection === 'tenants' ? faultOfTenant(document as Tenant) : undefined;
}

/** A step that waits says why; an operation that failed says what. */
export function faultOfOperation({ kind, state, steps, error }: Operation): string | undefined {
  const unnamed = steps.find((step) => step.state === 'waiting' && !isNamed(step.wait));
  if (unnamed !== undefined) return `step "${unnamed.name}" of ${kind} waits without a reason`;
  if (state === 'failed' && !error?.message) return `operation ${kind} failed without a reason`;
  return undefined;
}

/** A tenant that is parked says what it waits for. */
export function faultOfTenant(tenant: Tenant): string | undefined {
  const { status, lease, last_operation, conditions } = tenant;
  if (status === 'failed' && !tenant.error_message) return 'the tenant failed without a reason';
  if (isSettled(status) || lease !== null || last_operation.state !== 'waiting') return undefined;
  const progressing = conditions.find(({ type }) => type === 'Progressing');
  return isNamed(progressing) ? undefined : `a tenant that is ${status} waits without a reason`;
}

function isNamed(named: { readonly reason: string; readonly message: string } | null | undefined) {
  return (
    named !== null &&
    named !== undefined &&
    /^[A-Z][A-Za-z]+$/.test(named.reason) &&
    named.message !== ''
  );
}
