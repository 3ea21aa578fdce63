import type { EnginePorts } from '../engine-ports.ts';

/** What the operator sets of the walk. */
export interface WalkSettings {
  /** Name of the cluster in placements and in the walk's record. */
  readonly cluster: string;
  /** Whether objects whose tenant is gone are deleted, but for those that hold data. */
  readonly deletesOrphans: boolean;
  /** More broken tenants than this, in percent, stop the repairs of a walk. */
  readonly breakerPercent: number;
}

/** What a walk acts through. */
export interface WalkPorts
  extends Pick<
    EnginePorts,
    'store' | 'queue' | 'cluster' | 'catalog' | 'clock' | 'logger' | 'settings' | 'systems'
  > {
  readonly newId: () => string;
  readonly walk: WalkSettings;
}
