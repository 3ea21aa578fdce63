import type { ClusterFault } from '../fault.ts';

/** What goes wrong while many tenants are worked on; shares are of 1. */
export interface Weather {
  /** Of the calls to the API server. */
  readonly failedCalls: number;
  readonly lostHints: number;
  readonly doubledHints: number;
}

/** Nothing goes wrong. */
export const calm: Weather = { failedCalls: 0, lostHints: 0, doubledHints: 0 };

/** What Tenantry promises to stand. */
export const storm: Weather = { failedCalls: 0.05, lostHints: 0.1, doubledHints: 0.2 };

/** What becomes of a call that fails: each as often as the others. */
export const stormFaults = [
  'server-error',
  'unavailable',
  'reset',
  'answer-lost',
] as const satisfies readonly ClusterFault[];
