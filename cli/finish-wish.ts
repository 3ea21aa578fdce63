import { isOperationEnded } from '../shared/tenant/operation.ts';
import type { OperationView } from '../shared/use-cases/operations.ts';
import type { TenantView } from '../shared/use-cases/tenant-view.ts';
import { CliError } from './cli-error.ts';
import type { GrantedWish } from './client.ts';
import type { OptionTable, OptionValues } from './command.ts';
import type { CommandContext } from './command-context.ts';
import { followOperation, isKept } from './follow-operation.ts';
import { parseDuration } from './parse-duration.ts';
import { printAnswer } from './print-answer.ts';
import { createLineProgress } from './progress.ts';
import { tenantTables } from './views/tenant-tables.ts';

/** How long to wait for an operation without `--timeout`. */
export const defaultTimeout = '15m';

/** The options of every command that states a wish. */
export const wishOptions = {
  wait: { type: 'boolean', help: 'Wait for the end, with a line per step on stderr' },
  timeout: {
    type: 'string',
    value: 'time',
    help: `With --wait: how long at most, such as 90s or 1h (${defaultTimeout})`,
  },
  'idempotency-key': {
    type: 'string',
    value: 'key',
    help: 'Makes it safe to run this twice: same key, same wish (a new one each time)',
  },
} as const satisfies OptionTable;

/** What a command does with the tenant that a wish was granted for. */
export interface WishEnd {
  readonly isAwaited: boolean;
  readonly timeoutMs: number;
  /** What the operation should end as; `succeeded` when it is not said. */
  readonly goal?: WishGoal;
}

type WishGoal = 'succeeded' | 'cancelled';

/** Reads `--wait` and `--timeout`: before anything is sent, because it throws `UsageError`. */
export function parseWishEnd(
  { wait, timeout }: OptionValues<Pick<typeof wishOptions, 'wait' | 'timeout'>>,
  command: string,
): WishEnd {
  const timeoutMs = parseDuration(timeout ?? defaultTimeout, 'timeout', command);
  return { isAwaited: wait, timeoutMs };
}

/**
 * Prints the tenant of a granted wish: at once, or with `--wait` when its operation has ended. Rejects
 * with `operation_failed` when it ended in another way than hoped for, after the tenant was printed.
 */
export async function finishWish(
  context: CommandContext,
  { tenant, isWork }: GrantedWish,
  { isAwaited, timeoutMs, goal }: WishEnd,
): Promise<void> {
  const { terminal } = context;
  if (!isAwaited || !isWork) {
    printGranted(context, { tenant, isWork });
    return;
  }
  const { id: tenantId, operation } = tenant;
  const client = context.client();
  const progress = createLineProgress(terminal.err, terminal);
  const target = { tenantId, slug: tenant.slug, operationId: operation.id, timeoutMs };
  const ended = await followOperation({ ...context, client, progress }, target);
  const isGone = ended.kind === 'delete' && ended.state === 'succeeded';
  if (isGone) printDeleted(context, tenant);
  else printTenant(context, await client.getTenant(tenantId));
  if (isKept(ended)) terminal.err.write(`${keptText(ended)}tenantry restore ${tenant.slug}\n`);
  assertReached(ended, tenant.slug, goal);
}

/** Throws `operation_failed`, saying which step failed and why, unless the operation ended as hoped for. */
export function assertReached(
  operation: OperationView,
  slug: string,
  goal: WishGoal = 'succeeded',
): void {
  const { kind, state, error, steps } = operation;
  if (state === goal || isKept(operation)) return;
  const step = steps.find((each) => each.state === 'failed');
  const at = step === undefined ? '' : `step ${step.name}: `;
  const why = error === null ? `the operation was ${state}` : `${error.message} (${error.code})`;
  throw new CliError('operation_failed', `Cannot ${kind} tenant "${slug}": ${at}${why}`);
}

function printGranted(context: CommandContext, { tenant, isWork }: GrantedWish): void {
  const { err } = context.terminal;
  printTenant(context, tenant);
  const isGoingOn = isWork && !isOperationEnded(tenant.operation.state);
  if (isGoingOn) err.write(`Follow it with: tenantry watch ${tenant.id}\n`);
  if (!isWork) err.write('Done: no operation was needed\n');
}

/** Until when, in the engine's words. */
function keptText({ steps }: OperationView): string {
  const wait = steps.find(({ state }) => state === 'waiting')?.wait?.message;
  return `${wait ?? 'The tenant can be restored'}; bring it back with: `;
}

function printTenant(context: CommandContext, tenant: TenantView): void {
  printAnswer(context, { value: tenant, tables: tenantTables(tenant) });
}

/** The API has no more than 410 for it, so this is what is known. */
function printDeleted(context: CommandContext, { id, slug, product }: TenantView): void {
  const value = { id, slug, product, status: 'deleted' };
  printAnswer(context, { value, tables: [{ rows: [[slug, 'deleted']] }] });
}
