import { describe, expect, it } from 'vitest';
import { ApiError } from '../../cli/api-error.ts';
import { CliError } from '../../cli/cli-error.ts';
import { InterruptedError } from '../../cli/interrupted-error.ts';
import { reportError } from '../../cli/report-error.ts';
import { UsageError } from '../../cli/usage-error.ts';
import { keptStream } from './test-world.ts';

function report(error: unknown) {
  const err = keptStream();
  const exitCode = reportError(error, err);
  return { exitCode, text: err.text() };
}

describe('reportError()', () => {
  it('tells detail, every fault, code, status and request id of an answer', () => {
    const errors = [
      { pointer: '/slug', code: 'reserved', message: '"www" is reserved' },
      { pointer: '/params/email', code: 'required', message: 'Is required' },
    ];
    const details = { status: 422, requestId: 'r-1', errors };

    expect(report(new ApiError('invalid_input', 'Cannot accept the input', details))).toEqual({
      exitCode: 1,
      text: [
        'Error: Cannot accept the input',
        '  /slug          reserved  "www" is reserved',
        '  /params/email  required  Is required',
        '  code invalid_input, status 422, request id r-1',
        '',
      ].join('\n'),
    });
  });

  it('tells what else the answer says', () => {
    const extensions = { allowed_actions: ['retry', 'delete'], tenant_id: 't-1' };
    const details = { status: 409, requestId: undefined, extensions, retryAfterMs: 40_000 };

    expect(report(new ApiError('action_not_allowed', 'No', details)).text).toBe(
      'Error: No\n  code action_not_allowed, tenant_id t-1, status 409, try again after 40s\n  Allowed now: retry, delete\n',
    );
  });

  it.each([
    ['running', 'Under way: update, running (o-1)'],
    ['succeeded', 'Latest operation: update, succeeded (o-1)'],
  ])('tells of the operation that is %s', (state, line) => {
    const operation = { id: 'o-1', kind: 'update', state };
    const details = { status: 409, requestId: undefined, extensions: { operation } };

    expect(report(new ApiError('operation_running', 'No', details)).text).toBe(
      `Error: No\n  code operation_running, status 409\n  ${line}\n`,
    );
  });

  it.each([
    [[], 'nothing'],
    [['\u001b[31m'], '\\u001b[31m'],
  ])('tells that %j is allowed', (allowed_actions, words) => {
    const details = { status: 409, requestId: undefined, extensions: { allowed_actions } };

    expect(report(new ApiError('action_not_allowed', 'No', details)).text).toContain(
      `  Allowed now: ${words}\n`,
    );
  });

  it.each([[null], ['busy'], [{ id: 'o-1' }]])('passes over the operation %j', (operation) => {
    const details = { status: 409, requestId: undefined, extensions: { operation } };

    expect(report(new ApiError('operation_running', 'No', details)).text).toBe(
      'Error: No\n  code operation_running, status 409\n',
    );
  });

  it('keeps the lines of a message and makes control characters visible', () => {
    const error = new CliError('ambiguous_slug', 'Two:\n  \u001b[31mone\n  two');

    expect(report(error).text).toBe(
      'Error: Two:\n  \\u001b[31mone\n  two\n  code ambiguous_slug\n',
    );
  });

  it.each([
    ['create', 'See tenantry create --help'],
    [undefined, 'See tenantry --help'],
  ])('points from wrong usage of %s to the help', (command, line) => {
    expect(report(new UsageError('What?', command))).toEqual({
      exitCode: 2,
      text: `Error: What?\n${line}\n`,
    });
  });

  it('returns 130 for an interruption, without a word', () => {
    expect(report(new InterruptedError())).toEqual({ exitCode: 130, text: '' });
  });

  it('shows where an unexpected error comes from', () => {
    const { exitCode, text } = report(new TypeError('x is not a function'));

    expect(exitCode).toBe(1);
    expect(text).toMatch(
      /^Error: This is a bug in tenantry, please report it\nTypeError: x is not a function\n +at /,
    );
  });
});
