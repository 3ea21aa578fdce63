import type { PlanWarning } from '../blueprint/blueprint.ts';
import type { StepSpec } from '../blueprint/step-spec.ts';
import type { Disruption } from '../kubernetes/disruption.ts';
import { type ObjectRef, refOf } from '../kubernetes/object.ts';
import type { ObjectChange } from '../kubernetes/object-changes.ts';
import type { OperationKind } from '../tenant/operation.ts';

/** One change of a plan. */
export interface PlannedChange extends ObjectChange {
  /** Why the cluster was not asked about this object; only in a live plan, and only where it was not. */
  readonly not_checked_live?: string;
}

/** One step that the operation would have. */
export interface PlannedStep {
  readonly name: string;
  /** Kind of the step: `apply-objects`. */
  readonly kind: string;
  /** True: from its first run on there is no way back to an earlier revision. */
  readonly is_irreversible: boolean;
  readonly disruption: Disruption;
  /** The Job that the step runs; null: none. */
  readonly job: ObjectRef | null;
}

/** What a wish would do. */
export interface PlanView {
  /** Sent along with the wish: it is then carried out as planned or not at all. */
  readonly plan_id: string;
  /** Null: the tenant does not exist yet. */
  readonly tenant_id: string | null;
  /** The operation that would start; null: there is nothing to do for the engine. */
  readonly operation: OperationKind | null;
  readonly mode: 'offline' | 'live';
  readonly changes: readonly PlannedChange[];
  readonly steps: readonly PlannedStep[];
  readonly warnings: readonly PlanWarning[];
}

/** A step of an operation of this kind, as a plan shows it. */
export function plannedStep(kind: OperationKind, spec: StepSpec): PlannedStep {
  const job = spec.kind === 'run-job' ? refOf(spec.job) : null;
  return {
    name: spec.name,
    kind: spec.kind,
    is_irreversible: spec.isIrreversible === true,
    // The Jobs of a deletion take away what no object of Kubernetes stands for, such as a database.
    disruption: kind === 'delete' && job !== null ? 'data-loss' : 'none',
    job,
  };
}
