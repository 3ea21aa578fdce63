interface BreakerBase {
  readonly schema: 1;
  /** What it protects: `cluster:<name>`. */
  readonly dependency: string;
  /** Openings in a row, without a lasting recovery between them. */
  readonly openings: number;
  /** When it took this state. */
  readonly since: string;
}

/**
 * What all workers know about a dependency that failed: `closed` everybody calls · `open` nobody calls
 * before `until` · `probing` one worker tries until then, the others wait.
 */
export type Breaker =
  | (BreakerBase & { readonly state: 'closed' })
  | (BreakerBase & { readonly state: 'open'; readonly until: string })
  | (BreakerBase & { readonly state: 'probing'; readonly until: string; readonly prober: string });
