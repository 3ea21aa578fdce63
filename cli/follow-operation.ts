import { isOperationEnded } from '../shared/tenant/operation.ts';
import type { OperationView } from '../shared/use-cases/operations.ts';
import { isGone } from './api-error.ts';
import { CliError } from './cli-error.ts';
import type { Client } from './client.ts';
import { describeDuration } from './describe-time.ts';
import { InterruptedError } from './interrupted-error.ts';
import { keepTrying } from './keep-trying.ts';
import type { Progress } from './progress.ts';
import type { Time } from './time.ts';
import { stepDetail } from './views/step-detail.ts';

/** What following needs. */
export interface FollowPorts {
  readonly client: Client;
  readonly time: Time;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** Which operation to follow, and how long. */
export interface FollowTarget {
  readonly tenantId: string;
  /** For messages. */
  readonly slug: string;
  readonly operationId: string;
  readonly timeoutMs: number;
}

/** Seconds of one long poll; the API takes 30 at most. */
const waitSecondsMax = 25;

/** The engine's step of a deletion that can still be taken back (`docs/lifecycle.md`). */
const keepingStep = 'await-purge';

/** Pause after an answer without news that came at once. */
const pauseMs = 1_000;

/**
 * Shows the steps of an operation as they go, and returns it when it has ended or `isKept`. A server
 * that is away for a while is waited for. Rejects with `wait_timeout`, with what the API refuses, or when the
 * signal aborts.
 */
export async function followOperation(
  ports: FollowPorts,
  target: FollowTarget,
): Promise<OperationView> {
  try {
    return await followUntil(ports, target, ports.time.now() + target.timeoutMs);
  } catch (error) {
    if (error instanceof InterruptedError) {
      ports.progress.note(`The work goes on; look again with: tenantry watch ${target.tenantId}`);
    }
    throw error;
  }
}

/**
 * Whether an operation is a deletion that only waits for the time in which the tenant can be restored
 * to pass: days, so nobody waits for that.
 */
export function isKept({ kind, steps }: OperationView): boolean {
  const isKeeping = steps.some(({ name, state }) => name === keepingStep && state === 'waiting');
  return kind === 'delete' && isKeeping;
}

async function followUntil(
  ports: FollowPorts,
  target: FollowTarget,
  deadlineMs: number,
): Promise<OperationView> {
  const { client, time, signal, progress } = ports;
  const patient = <T>(call: () => Promise<T>) => keepTrying({ ...ports, deadlineMs }, call);
  // The version is read before the operation: a change between the two shows as news in the next poll.
  let since: number | undefined;
  // Ends at the deadline at the latest.
  for (;;) {
    const startedMs = time.now();
    const version = await patient(() =>
      versionAfter(client, target, pollOf(since, deadlineMs - startedMs)),
    );
    const operation = await patient(() => client.getOperation(target.operationId));
    progress.show(operation);
    if (isOperationEnded(operation.state) || isKept(operation)) return operation;
    if (time.now() >= deadlineMs) throw outOfTime(operation, target);
    const isIdle = version === since && time.now() - startedMs < pauseMs;
    if (isIdle) await time.sleep(pauseMs, signal);
    since = version;
  }
}

/** A poll that waits for another version; the first one answers at once. */
function pollOf(since: number | undefined, leftMs: number) {
  if (since === undefined) return {};
  const waitSeconds = Math.min(waitSecondsMax, Math.max(0, Math.ceil(leftMs / 1000)));
  return { since, waitSeconds };
}

/** The tenant's version; undefined once the tenant is gone, which its operation tells about. */
async function versionAfter(
  client: Client,
  { tenantId }: FollowTarget,
  patience: { readonly since?: number; readonly waitSeconds?: number },
): Promise<number | undefined> {
  try {
    return (await client.getStatus(tenantId, patience)).version;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

function outOfTime(operation: OperationView, { timeoutMs, slug }: FollowTarget): CliError {
  const { kind, state, steps } = operation;
  const step = steps.find((each) => each.state === 'waiting' || each.state === 'running');
  const at = step === undefined ? state : `${step.name} ${step.state} ${stepDetail(step)}`.trim();
  return new CliError(
    'wait_timeout',
    `Cannot wait any longer for ${kind} of tenant "${slug}" after ${describeDuration(timeoutMs)}: it is at ${at}`,
  );
}
