import type { StepSpec } from '../blueprint/step-spec.ts';
import {
  isStepDone,
  type Operation,
  openStep,
  type StepError,
  type StepRecord,
} from '../tenant/operation.ts';
import { isUndoName, undoSpecs } from './undo.ts';

/** What the engine does next with an operation. */
export type Move =
  | { readonly kind: 'run'; readonly spec: StepSpec; readonly step: StepRecord }
  | { readonly kind: 'wait'; readonly until: string }
  | { readonly kind: 'finish' }
  | { readonly kind: 'fail'; readonly error: StepError }
  | { readonly kind: 'overdue'; readonly step: StepRecord }
  | { readonly kind: 'unplanned'; readonly step: StepRecord };

/** Decides, from what is recorded alone, what to do at the time `now`. */
export function nextMove(operation: Operation, specs: readonly StepSpec[], now: string): Move {
  if (operation.error !== null) return nextUndo(operation, operation.error, { specs, now });
  const step = openStep(operation);
  if (step === undefined) return { kind: 'finish' };
  if (step.state === 'failed' && step.error !== null) return { kind: 'fail', error: step.error };
  return moveOfStep(operation, step, { specs, now });
}

function moveOfStep(operation: Operation, step: StepRecord, { specs, now }: Planned): Move {
  const spec = specs.find(({ name }) => name === step.name);
  // Nothing that is planned by now is missing: what was planned besides is not wanted any more.
  if (spec === undefined && specs.every(isDoneIn(operation))) return { kind: 'finish' };
  // Deletion has no deadline of the whole: it goes on, says what blocks it, and ends once that is gone.
  const isBound = operation.kind !== 'delete' && spec?.isBestEffort !== true;
  if (isBound && isOverdue(operation, step, now)) return { kind: 'overdue', step };
  if (step.wait !== null && step.wait.until > now) return { kind: 'wait', until: step.wait.until };
  return spec === undefined ? { kind: 'unplanned', step } : { kind: 'run', spec, step };
}

function isDoneIn({ steps }: Operation): (spec: StepSpec) => boolean {
  return ({ name }) => steps.some((step) => step.name === name && isStepDone(step));
}

interface Planned {
  readonly specs: readonly StepSpec[];
  readonly now: string;
}

/** What has failed is taken back; what cannot be taken back is left to the deletion. */
function nextUndo(operation: Operation, error: StepError, { specs, now }: Planned): Move {
  const takenBack = undoSpecs(specs);
  const isToRun = (step: StepRecord) =>
    (step.state === 'pending' || step.state === 'waiting' || step.state === 'running') &&
    !isOverdue(operation, step, now) &&
    takenBack.some(({ name }) => name === step.name);
  // One that fails does not keep the others from being taken back.
  const step = operation.steps.filter(({ name }) => isUndoName(name)).find(isToRun);
  const spec = takenBack.find(({ name }) => name === step?.name);
  if (step === undefined || spec === undefined) return { kind: 'fail', error };
  if (step.wait !== null && step.wait.until > now) return { kind: 'wait', until: step.wait.until };
  return { kind: 'run', spec, step };
}

/** Whether the step or its whole operation should have ended by now. */
export function isOverdue(operation: Operation, step: StepRecord, now: string): boolean {
  // A deletion may be held back for days on purpose, and what failed late is undone later still: only
  // their steps have deadlines.
  const isBound = operation.kind !== 'delete' && operation.error === null;
  const isLate = isBound && operation.deadline <= now;
  return isLate || (step.deadline !== null && step.deadline <= now);
}
