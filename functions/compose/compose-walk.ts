import type { WalkSettings } from '../../shared/provisioning/walk/walk-ports.ts';
import type { Config } from '../config.ts';

/** What the operator sets of the walk over the cluster on which tenants are placed. */
export function composeWalk(config: Config, cluster: string): WalkSettings {
  return {
    cluster,
    deletesOrphans: config.WALK_DELETE_ORPHANS === 'on',
    breakerPercent: config.WALK_BREAKER_PERCENT,
  };
}
