import type { JsonObject } from '../shared/tenant/json.ts';
import type { OptionTable, OptionValues } from './command.ts';
import { withAssignments } from './parse-assignments.ts';
import { UsageError } from './usage-error.ts';

/** How a command line changes params. */
export const paramOptions = {
  set: {
    type: 'string',
    multiple: true,
    value: 'k=v',
    help: 'One param as text; k:=v takes JSON, a.b=v goes inside a',
  },
  unset: {
    type: 'string',
    multiple: true,
    value: 'key',
    help: 'Take one param back to its default; a.b is inside a',
  },
} as const satisfies OptionTable;

/**
 * A merge patch of params (RFC 7396) on top of another one. Throws `UsageError` for a malformed
 * assignment, and for a param that is both set and unset.
 */
export function paramPatch(
  base: JsonObject,
  { set, unset }: OptionValues<typeof paramOptions>,
  command: string,
): JsonObject {
  for (const key of unset) assertKey(key, command);
  assertNoConflict({ set, unset }, command);
  const patch = withAssignments(base, set, { option: 'set', command });
  // Null is how a merge patch takes a value back.
  const removals = unset.map((key) => `${key}:=null`);
  return withAssignments(patch, removals, { option: 'unset', command });
}

function assertKey(key: string, command: string): void {
  if (!/^[^=]+$/.test(key) || key.split('.').includes('')) {
    throw new UsageError(`Cannot read --unset "${key}": write a key such as image.tag`, command);
  }
}

function assertNoConflict(
  { set, unset }: OptionValues<typeof paramOptions>,
  command: string,
): void {
  const keys = set.map((assignment) => assignment.replace(/:?=.*$/s, ''));
  const clash = unset.find((key) => keys.some((other) => isSameOrInside(key, other)));
  if (clash === undefined) return;
  throw new UsageError(
    `Options "--set" and "--unset" contradict each other at "${clash}"`,
    command,
  );
}

/** Whether one of two keys is the other, or inside it. */
function isSameOrInside(a: string, b: string): boolean {
  return `${a}.`.startsWith(`${b}.`) || `${b}.`.startsWith(`${a}.`);
}
