import type { Json, JsonObject } from '../shared/tenant/json.ts';
import { UsageError } from './usage-error.ts';

/** Where assignments come from, for messages. */
export interface AssignmentOption {
  /** `set` or `label`. */
  readonly option: string;
  readonly command: string;
}

/**
 * Sets values one by one on top of others: `key=text`, `key:=json`; dots go into objects, `\.` is a
 * dot. The last one of a key wins. Throws `UsageError` for a text of another form.
 */
export function withAssignments(
  base: JsonObject,
  assignments: readonly string[],
  option: AssignmentOption,
): JsonObject {
  return assignments.reduce<JsonObject>((values, assignment) => {
    const { path, value } = parseAssignment(assignment, option);
    return assigned(values, path, value);
  }, base);
}

/** The texts of `key=text`, dots being part of the key. Throws `UsageError` for another form. */
export function textAssignments(
  assignments: readonly string[],
  option: AssignmentOption,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    assignments.map((assignment) => {
      const at = assignment.indexOf('=');
      if (at < 1) throw malformed(assignment, option, 'key=value');
      return [assignment.slice(0, at), assignment.slice(at + 1)];
    }),
  );
}

interface Assignment {
  readonly path: readonly string[];
  readonly value: Json;
}

function parseAssignment(assignment: string, option: AssignmentOption): Assignment {
  const at = assignment.indexOf('=');
  const isJson = assignment[at - 1] === ':';
  const key = assignment.slice(0, isJson ? at - 1 : at);
  const path = pathOf(key);
  if (at < 1 || path.some((name) => name === '')) {
    throw malformed(assignment, option, 'key=text or key:=json');
  }
  const text = assignment.slice(at + 1);
  return { path, value: isJson ? jsonOf(text, assignment, option) : text };
}

function pathOf(key: string): readonly string[] {
  return key.split(/(?<!\\)\./).map((name) => name.replaceAll('\\.', '.'));
}

function jsonOf(text: string, assignment: string, option: AssignmentOption): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw malformed(assignment, option, 'key:=json, and this is not JSON (quote it for the shell)');
  }
}

/** The values with one more at the path; an object on the way is made where none is. */
function assigned(values: JsonObject, path: readonly string[], value: Json): JsonObject {
  const [name = '', ...rest] = path;
  if (rest.length === 0) return { ...values, [name]: value };
  const inner = Object.hasOwn(values, name) ? values[name] : undefined;
  return { ...values, [name]: assigned(isObject(inner) ? inner : {}, rest, value) };
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function malformed(assignment: string, { option, command }: AssignmentOption, form: string) {
  return new UsageError(`Cannot read --${option} "${assignment}": write ${form}`, command);
}
