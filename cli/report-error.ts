import { TenantryError } from '../shared/tenant/errors.ts';
import { isOperationEnded } from '../shared/tenant/operation.ts';
import type { TenantView } from '../shared/use-cases/tenant-view.ts';
import { ApiError } from './api-error.ts';
import type { ExitCode } from './command.ts';
import { formatTable } from './format-table.ts';
import { InterruptedError } from './interrupted-error.ts';
import { printable } from './printable.ts';
import type { TextStream } from './terminal.ts';
import { UsageError } from './usage-error.ts';

/** Tells a person on stderr what went wrong and what to do, and returns the exit code for it. */
export function reportError(error: unknown, err: TextStream): ExitCode {
  if (error instanceof InterruptedError) return 130;
  if (error instanceof UsageError) {
    const help = error.command === undefined ? '--help' : `${error.command} --help`;
    err.write(`${headline(error.message, err)}\nSee tenantry ${help}\n`);
    return 2;
  }
  if (error instanceof TenantryError) {
    err.write(
      `${headline(error.message, err)}\n${faultLines(error, err)}${factLine(error)}${wayOutLines(error)}`,
    );
    return 1;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  err.write(`${headline('This is a bug in tenantry, please report it', err)}\n${text}\n`);
  return 1;
}

/** The first line is the error, further ones (a list of tenants, say) belong to it. */
function headline(message: string, err: TextStream): string {
  const text = message.split('\n').map(printable).join('\n');
  return `${err.paint('red', 'Error:')} ${text}`;
}

function faultLines({ errors }: TenantryError, err: TextStream): string {
  const rows = errors.map(({ pointer, code, message }) => [pointer || '/', code, message]);
  return formatTable({ rows: rows.map(([first = '', ...rest]) => [`  ${first}`, ...rest]) }, err);
}

function factLine(error: TenantryError): string {
  const { code, extensions } = error;
  const facts = [
    `code ${code}`,
    ...Object.entries(extensions)
      .filter(([name]) => !wayOutMembers.includes(name))
      .map(([name, value]) => `${name} ${textOf(value)}`),
    ...(error instanceof ApiError ? apiFacts(error) : []),
  ];
  return `  ${printable(facts.join(', '))}\n`;
}

/** What a refusal says about what to do instead; told in words. */
const wayOutMembers = ['allowed_actions', 'operation'];

function wayOutLines({ extensions }: TenantryError): string {
  const { allowed_actions: allowed, operation } = extensions;
  return [
    ...(isLastOperation(operation) ? [operationLine(operation)] : []),
    ...(Array.isArray(allowed)
      ? [`Allowed now: ${allowed.map(String).join(', ') || 'nothing'}`]
      : []),
  ]
    .map((line) => `  ${printable(line)}\n`)
    .join('');
}

type LastOperation = TenantView['operation'];

function isLastOperation(value: unknown): value is LastOperation {
  if (typeof value !== 'object' || value === null) return false;
  return 'id' in value && 'kind' in value && 'state' in value;
}

function operationLine({ id, kind, state }: LastOperation): string {
  const what = isOperationEnded(state) ? 'Latest operation' : 'Under way';
  return `${what}: ${kind}, ${state} (${id})`;
}

function apiFacts({ status, requestId, retryAfterMs }: ApiError): readonly string[] {
  return [
    `status ${status}`,
    ...(requestId === undefined ? [] : [`request id ${requestId}`]),
    ...(retryAfterMs === undefined ? [] : [`try again after ${retryAfterMs / 1000}s`]),
  ];
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(String).join(' ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
