import type { ErrorCode } from '../http/status-codes.ts';

/** Why a cluster cannot be asked. */
export const clusterProblems: readonly ErrorCode[] = [
  'cluster_unavailable',
  'cluster_timeout',
  'cluster_throttled',
  'cluster_unauthorized',
  'cluster_forbidden',
];
