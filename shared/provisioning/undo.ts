import type { StepSpec } from '../blueprint/step-spec.ts';
import { type Operation, openStep } from '../tenant/operation.ts';

const prefix = 'undo-';

/** Whether a step of this name takes back another one; no blueprint may call its own so. */
export function isUndoName(name: string): boolean {
  return name.startsWith(prefix);
}

/** The name of the step that an undoing step takes back. */
export function undoneName(name: string): string {
  return name.slice(prefix.length);
}

/** What takes back these steps, under the names of its own records: `undo-ensure-realm`. */
export function undoSpecs(specs: readonly StepSpec[]): readonly StepSpec[] {
  return specs.flatMap(({ name, undo }) =>
    undo === undefined ? [] : [{ ...undo, name: `${prefix}${name}` }],
  );
}

/**
 * The undoing steps that a creation needs which fails for good, the last step first: of every step
 * that ran, the failed one included. Other operations have something to keep, and a step that was never
 * tried, or a patient one that ran out of time, is no reason to throw away what works.
 */
export function namesToUndo(
  { kind, error, steps }: Operation,
  specs: readonly StepSpec[],
): readonly string[] {
  if (kind !== 'create' || error !== null) return [];
  const ran = steps.filter(({ attempts, state }) => attempts > 0 && state !== 'skipped');
  const failed = openStep({ steps });
  // What was never tried has not failed: its time was over before its turn came.
  if (failed?.attempts === 0) return [];
  if (specs.some(({ name, isPatient }) => isPatient === true && name === failed?.name)) return [];
  const names = new Set(ran.map(({ name }) => `${prefix}${name}`));
  return undoSpecs(specs)
    .map(({ name }) => name)
    .filter((name) => names.has(name))
    .toReversed();
}
