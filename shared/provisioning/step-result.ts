import type { ObjectRef } from '../kubernetes/object.ts';
import type { ConditionFact } from '../tenant/condition.ts';
import type { JsonObject } from '../tenant/json.ts';
import type { InventoryEntry, RememberedScale } from '../tenant/tenant.ts';

/** What a step learned, whatever came of it. */
export interface StepFindings {
  /** Kept with the step for its next run and for later steps. */
  readonly outputs?: JsonObject;
  readonly conditions?: readonly ConditionFact[];
  /** Objects that exist now, by the last observation. */
  readonly applied?: readonly InventoryEntry[];
  /** Objects that are positively gone. */
  readonly gone?: readonly ObjectRef[];
  /** How many pods workloads get back when the tenant is resumed. */
  readonly remembered?: readonly RememberedScale[];
  /** A mistake of the program that the step could deal with, for the log. */
  readonly mistake?: unknown;
  /** Workloads of which nothing needs to be remembered any more. */
  readonly forgotten?: readonly ObjectRef[];
}

/** The step has reached its goal. */
export interface Done extends StepFindings {
  readonly kind: 'done';
  /** True when there was nothing to do at all. */
  readonly isSkipped?: boolean;
  /** What the tenant shows to callers from now on. */
  readonly tenant?: { readonly siteUrl?: string | null; readonly outputs?: JsonObject };
}

/** The step must look again later. */
export interface Wait extends StepFindings {
  readonly kind: 'wait';
  /** One CamelCase word. */
  readonly reason: string;
  /** What it waits for, naming the object. */
  readonly message: string;
  readonly afterMs: number;
  /** Look again as soon as this object changes. */
  readonly watch?: { readonly ref: ObjectRef; readonly resourceVersion: string | undefined };
}

/** The step cannot reach its goal unless a person acts. */
export interface Failed extends StepFindings {
  readonly kind: 'failed';
  readonly code: string;
  readonly message: string;
}

/** What came of one run of a step. Waiting is a result, not an error and not a sleep. */
export type StepResult = Done | Wait | Failed;
