import type { BillingRecord } from '../../shared/tenant/billing-record.ts';

/** What a subscription that is paid for left behind: the tenant runs with the tier `pro`. */
export function aBillingRecord(overrides: Partial<BillingRecord> = {}): BillingRecord {
  return {
    schema: 1,
    tenant_id: '11111111-1111-4111-8111-111111111111',
    organization_id: 'default',
    subscription_id: 'sub_1',
    subscribed_at: '2026-01-01T12:00:00.000Z',
    subscription_status: 'active',
    event_at: '2026-01-01T12:00:10.000Z',
    event_ids: ['evt_1'],
    state: 'served',
    tier: 'pro',
    ...overrides,
  };
}
