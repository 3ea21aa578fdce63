import type { z } from 'zod';
import type { InputError } from '../../shared/tenant/errors.ts';

type Issue = z.core.$ZodIssue;

/** The faults that a schema found, each with its RFC 6901 pointer below `pointer`. */
export function inputErrorsOf(issues: readonly Issue[], pointer: string): readonly InputError[] {
  return issues.flatMap((issue) => errorsOf(issue, pointer));
}

function errorsOf(issue: Issue, pointer: string): readonly InputError[] {
  const at = pointer + pointerOf(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      pointer: at + pointerOf([key]),
      code: 'unknown_field',
      message: 'Is not a field of this input',
    }));
  }
  return [{ pointer: at, code: codeOf(issue), message: messageOf(issue) }];
}

function pointerOf(path: readonly PropertyKey[]): string {
  return path
    .map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

function codeOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return isMissing(issue) ? 'required' : 'wrong_type';
    case 'too_small':
      return issue.origin === 'string' ? 'too_short' : 'too_small';
    case 'too_big':
      return issue.origin === 'string' ? 'too_long' : 'too_big';
    case 'invalid_value':
      return 'not_allowed';
    case 'custom':
      return typeof issue.params?.['code'] === 'string' ? issue.params['code'] : 'invalid';
    default:
      return 'invalid_format';
  }
}

function messageOf(issue: Issue): string {
  return isMissing(issue) ? 'Is required' : issue.message;
}

// Zod says in the message alone that the value was absent.
function isMissing(issue: Issue): boolean {
  return issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
}
