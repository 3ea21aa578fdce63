import type { Catalog } from '../blueprint/blueprint.ts';
import type { Clock, Random } from '../ports/clock.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { Logger } from '../ports/logger.ts';
import type { Queue } from '../ports/queue.ts';
import type { Store } from '../ports/store.ts';
import type { Systems } from '../ports/systems.ts';
import type { Breakers } from './breakers.ts';
import type { Budgets } from './budgets.ts';

/** Everything the engine acts through. */
export interface EnginePorts {
  readonly store: Store;
  readonly queue: Queue;
  readonly cluster: Cluster;
  /** Absent: none is set up. */
  readonly systems?: Systems;
  /** Holds calls back to what does not answer; one for a process. */
  readonly breakers: Breakers;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  /** Resolves after so many milliseconds, or at once when aborted; never rejects. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly generateSecret: () => string;
  /** Aborted when the program ends: waits end, no further step starts, the lease is given back. */
  readonly stopping?: AbortSignal;
  readonly settings: EngineSettings;
}

export interface EngineSettings {
  readonly budgets: Budgets;
  /** How long a deleted tenant answers 410. */
  readonly tombstoneMs: number;
  /** True when no real cluster stands behind the engine: tenants say so in a condition. */
  readonly isSimulated: boolean;
  /** Names this worker in leases. */
  readonly holder: string;
}
