import type { CheckPrerequisites, Prerequisite } from '../../blueprint/step-spec.ts';
import { describeRef } from '../../kubernetes/object.ts';
import type { StepImplementation } from '../step-implementation.ts';

/** How long until the platform's owner is looked after again. */
const lookAgainMs = 5_000;

/** Waits until every prerequisite exists, naming all that do not in the condition `PrerequisitesMet`. */
export const checkPrerequisites: StepImplementation<CheckPrerequisites> = async (
  { cluster },
  { prerequisites },
) => {
  const found = await Promise.all(
    prerequisites.map(async (prerequisite) => ({
      prerequisite,
      object: await cluster.read(prerequisite.ref),
    })),
  );
  const faults = found.flatMap(({ prerequisite, object }) => faultsOf(prerequisite, object));
  const type = 'PrerequisitesMet';
  if (faults.length === 0) {
    const message = 'Everything that the platform provides is there';
    return { kind: 'done', conditions: [{ type, status: 'True', reason: 'Found', message }] };
  }
  const reason = 'PrerequisiteMissing';
  const message = `The platform's owner must provide: ${faults.join(', ')}`;
  return {
    kind: 'wait',
    reason,
    message,
    afterMs: lookAgainMs,
    conditions: [{ type, status: 'False', reason, message }],
  };
};

function faultsOf(
  { ref, keys = [] }: Prerequisite,
  object: { readonly [field: string]: unknown } | undefined,
): readonly string[] {
  if (object === undefined) return [describeRef(ref)];
  const held = new Set([...keysOf(object['data']), ...keysOf(object['binaryData'])]);
  return keys.filter((key) => !held.has(key)).map((key) => `key "${key}" in ${describeRef(ref)}`);
}

function keysOf(data: unknown): readonly string[] {
  return typeof data === 'object' && data !== null ? Object.keys(data) : [];
}
