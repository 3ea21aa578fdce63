/**
 * What the subscription of a tenant last said and what was asked for because of it, so that events
 * that come late, twice or in another order change nothing. Its id is the tenant's.
 */
export interface BillingRecord {
  readonly schema: 1;
  readonly tenant_id: string;
  readonly organization_id: string;
  /** The subscription that counts. */
  readonly subscription_id: string;
  /** When that subscription began. Times are RFC 3339 UTC; those of Stripe are whole seconds. */
  readonly subscribed_at: string;
  /** Its status by the newest event, in Stripe's words. */
  readonly subscription_status: string;
  /** When the newest event happened. */
  readonly event_at: string;
  /** The events of that second that were carried out in full. */
  readonly event_ids: readonly string[];
  /** What was last asked for; null: nothing. What people do afterwards does not change it. */
  readonly state: 'served' | 'suspended' | null;
  /** The tier that was last asked for; null: none. */
  readonly tier: string | null;
}
