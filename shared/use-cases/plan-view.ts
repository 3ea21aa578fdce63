import type { PlanWarning } from '../blueprint/blueprint.ts';
import type { StepSpec } from '../blueprint/step-spec.ts';
import type { Disruption } from '../kubernetes/disruption.ts';
import type { FieldChange } from '../kubernetes/field-changes.ts';
import { type ObjectRef, refOf } from '../kubernetes/object.ts';
import type { ObjectChange } from '../kubernetes/object-changes.ts';
import type { OperationKind } from '../tenant/operation.ts';

/** One change of a plan. */
export interface PlannedChange extends ObjectChange {
  /** Why the cluster was not asked about this object; only in a live plan, and only where it was not. */
  readonly not_checked_live?: string;
  /** RFC 3339 UTC: it does not happen sooner; absent: at once. */
  readonly not_before?: string;
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
  /** RFC 3339 UTC: it does not run sooner; absent: when its turn comes. */
  readonly not_before?: string;
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
  /** What changes of the tenant itself, such as its tier. */
  readonly fields: readonly FieldChange[];
  readonly changes: readonly PlannedChange[];
  readonly steps: readonly PlannedStep[];
  readonly warnings: readonly PlanWarning[];
}

/**
 * The steps of an operation of this kind, as a plan shows them. Those before the wait of a deletion
 * that can be taken back only stop the tenant; those after it do not run before `purgeAt`.
 */
export function plannedStepViews(
  kind: OperationKind,
  specs: readonly StepSpec[],
  purgeAt: string | null,
): readonly PlannedStep[] {
  const wait = specs.findIndex((spec) => spec.kind === 'await-purge');
  return specs.map((spec, index) =>
    index <= wait ? plannedStep('suspend', spec) : notBefore(plannedStep(kind, spec), purgeAt),
  );
}

/** The same, and that it does not happen before this time; null: it happens at once. */
export function notBefore<T extends object>(
  planned: T,
  time: string | null,
): T & { readonly not_before?: string } {
  return time === null ? planned : { ...planned, not_before: time };
}

function plannedStep(kind: OperationKind, spec: StepSpec): PlannedStep {
  const job = spec.kind === 'run-job' ? refOf(spec.job) : null;
  return {
    name: spec.name,
    kind: spec.kind,
    is_irreversible: spec.isIrreversible === true,
    disruption: disruptionOfStep(kind, spec),
    job,
  };
}

function disruptionOfStep(kind: OperationKind, spec: StepSpec): Disruption {
  if (spec.kind === 'suspend-workloads') return 'restart';
  // The Jobs of a deletion take away what no object of Kubernetes stands for, such as a database.
  return kind === 'delete' && spec.kind === 'run-job' ? 'data-loss' : 'none';
}
