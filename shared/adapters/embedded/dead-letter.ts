/** A hint that no delivery could end. The tenant's record is untouched, so the sweep still finds it. */
export interface DeadLetter {
  readonly tenant_id: string;
  /** How many of this tenant's hints have died. */
  readonly times: number;
  /** Deliveries of the last one. */
  readonly attempts: number;
  /** Why its last delivery failed. */
  readonly reason: string;
  /** RFC 3339 UTC. */
  readonly published_at: string;
  readonly died_at: string;
}
