import type { StepSpec } from '../blueprint/step-spec.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { Store } from '../ports/store.ts';
import type { Systems } from '../ports/systems.ts';
import type { Operation } from '../tenant/operation.ts';
import type { Tenant } from '../tenant/tenant.ts';
import type { Budgets } from './budgets.ts';
import type { StepFindings, StepResult } from './step-result.ts';

/** What a step may use. */
export interface StepContext {
  /** Refuses to start a call that could outlive the lease. */
  readonly cluster: Cluster;
  /** The same for the other systems in which tenants have parts; absent: not set up here. */
  readonly systems: Systems;
  /** For locks on what several tenants share. */
  readonly store: Pick<Store, 'transact'>;
  readonly tenant: Tenant;
  readonly operation: Operation;
  /** The store's time when the step was chosen. */
  readonly now: string;
  readonly budgets: Budgets;
  /** Keeps what was found out even when the step throws later in this run. */
  readonly note: (findings: StepFindings) => void;
  /** 32 characters of base64url from 192 random bits. */
  readonly generateSecret: () => string;
}

/**
 * One kind of step: observes, then acts, and may be run again at any point. A thrown error is
 * retried with backoff, unless it is terminal.
 */
export type StepImplementation<S extends StepSpec> = (
  context: StepContext,
  spec: S,
) => Promise<StepResult>;
