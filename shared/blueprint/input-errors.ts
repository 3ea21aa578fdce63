import type { z } from 'zod';
import type { InputError } from '../tenant/errors.ts';

type Issue = z.core.$ZodIssue;

/** Where the parsed value stood in the caller's input, and the value itself. */
interface Place {
  readonly value: unknown;
  /** RFC 6901 pointer of the value; '' for the whole input. */
  readonly pointer: string;
}

/** Most faults that one answer tells; the rest show once these are mended. */
const errorsMax = 100;

/** Every fault that a schema found in the input, each with its own RFC 6901 pointer. */
export function inputErrorsOf(issues: readonly Issue[], input: Place): readonly InputError[] {
  return issues.flatMap((issue) => errorsOf(issue, input)).slice(0, errorsMax);
}

function errorsOf(issue: Issue, input: Place): readonly InputError[] {
  const pointer = input.pointer + pointerOf(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      pointer: pointer + pointerOf([key]),
      code: 'unknown_field',
      message: issue.message,
    }));
  }
  // What a schema says of its own stands, even of a member that has a default.
  const isOwn = issue.code === 'custom' && issue.params?.['code'] !== undefined;
  if (!isOwn && isMissing(issue, input.value))
    return [{ pointer, code: 'required', message: 'Is required' }];
  return [{ pointer, code: codeOf(issue), message: issue.message }];
}

function pointerOf(path: readonly PropertyKey[]): string {
  return path
    .map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

// Zod 4 has no code of its own for an absent member, so the input is looked at.
function isMissing(issue: Issue, value: unknown): boolean {
  return valueAt(value, issue.path) === undefined;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (parent, key) =>
      typeof parent === 'object' && parent !== null && Object.hasOwn(parent, key)
        ? (parent as Readonly<Record<PropertyKey, unknown>>)[key]
        : undefined,
    value,
  );
}

function codeOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return 'wrong_type';
    case 'too_small':
      return isLength(issue.origin) ? 'too_short' : 'too_small';
    case 'too_big':
      return isLength(issue.origin) ? 'too_long' : 'too_big';
    case 'invalid_value':
      return 'not_allowed';
    case 'invalid_format':
      return 'invalid_format';
    case 'custom':
      return typeof issue.params?.['code'] === 'string' ? issue.params['code'] : 'invalid';
    default:
      return 'invalid';
  }
}

function isLength(origin: string): boolean {
  return origin === 'string' || origin === 'array';
}
