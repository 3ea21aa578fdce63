import type { JsonObject } from './json.ts';

/** What was asked of a tenant, or `repair`: what the walk found amiss. A retry is a new operation of the same kind. */
export type OperationKind =
  | 'create'
  | 'update'
  | 'upgrade'
  | 'rollback'
  | 'suspend'
  | 'resume'
  | 'restore'
  | 'repair'
  | 'delete';

export type OperationState =
  | 'queued'
  | 'running'
  | 'waiting'
  | 'succeeded'
  | 'failed'
  | 'cancelled'
  | 'superseded';

export type StepState =
  | 'pending'
  | 'running'
  | 'waiting'
  | 'succeeded'
  | 'failed'
  | 'skipped'
  | 'undone';

/** Why a step failed or is being retried. */
export interface StepError {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
}

/** One step of an operation, as it went so far. Times are RFC 3339 UTC. */
export interface StepRecord {
  readonly name: string;
  readonly state: StepState;
  /** How often the step ran. */
  readonly attempts: number;
  /** How often in a row it ended in a retryable error; sets the backoff. */
  readonly failures: number;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  /** When the step counts as stuck; set when it starts. */
  readonly deadline: string | null;
  readonly wait: {
    readonly reason: string;
    readonly message: string;
    readonly until: string;
  } | null;
  readonly error: StepError | null;
  /** What later steps and the next attempt may read; no secrets. */
  readonly outputs: JsonObject;
}

/** The record of one long-running request. */
export interface Operation {
  readonly schema: 1;
  readonly id: string;
  readonly organization_id: string;
  readonly tenant_id: string;
  readonly kind: OperationKind;
  readonly state: OperationState;
  /** The tenant's generation that this operation brings about. */
  readonly generation: number;
  readonly steps: readonly StepRecord[];
  /** Id of the principal that asked. */
  readonly actor: string;
  readonly request_id: string;
  /** The operation that this one repeats, when it is a retry. */
  readonly retry_of: string | null;
  readonly error: StepError | null;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly ended_at: string | null;
  readonly deadline: string;
}

/** The first step that has not come to a good end; undefined: all have. */
export function openStep({ steps }: Pick<Operation, 'steps'>): StepRecord | undefined {
  return steps.find((step) => !isStepDone(step));
}

/** Whether a step has come to a good end. */
export function isStepDone({ state }: Pick<StepRecord, 'state'>): boolean {
  return state === 'succeeded' || state === 'skipped';
}

/** Whether nothing more will happen in an operation of this state. */
export function isOperationEnded(state: OperationState): boolean {
  return (
    state === 'succeeded' || state === 'failed' || state === 'cancelled' || state === 'superseded'
  );
}
