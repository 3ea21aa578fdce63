import type { Transaction } from '../ports/store.ts';
import type { TenantEvent } from '../tenant/records.ts';
import type { Tenant } from '../tenant/tenant.ts';

/** What an event says beyond the tenant it belongs to. */
export type EventFacts = Pick<
  TenantEvent,
  'type' | 'message' | 'actor' | 'operation_id' | 'request_id'
>;

/** Writes the tenant's next event and returns the tenant that counts it; the caller writes that. */
export function appendEvent(transaction: Transaction, tenant: Tenant, facts: EventFacts): Tenant {
  const number = tenant.event_count + 1;
  transaction.create('events', `${tenant.id}/${number}`, {
    schema: 1,
    tenant_id: tenant.id,
    organization_id: tenant.organization_id,
    number,
    ...facts,
    at: transaction.now(),
  });
  return { ...tenant, event_count: number };
}

/** The actor of events that no caller asked for. */
export const engineActor = 'tenantry';
