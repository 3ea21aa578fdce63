import type { Tunnel } from '../../ports/tunnel.ts';
import { TenantryError } from '../../tenant/errors.ts';
import type { SharedEdit } from '../../tenant/lock-record.ts';
import { SystemError } from '../../tenant/system-error.ts';
import { isLockSafe, releaseLock, takeLock } from '../shared-lock.ts';
import type { StepContext } from '../step-implementation.ts';
import type { Done, StepResult, Wait } from '../step-result.ts';
import { foreignRule, tunnelRulesAfter } from '../tunnel-rules.ts';
import { systemOf } from './system-of.ts';

/** A rule that there should be or not; `entry` has `hostname` and `service`. */
export type TunnelEdit = Pick<SharedEdit, 'is_wanted' | 'entry'>;

/** Shortest pause before another look, and how far those of different tenants lie apart at most. */
const pauseMs = 1_000;
const spreadMs = 1_000;

/**
 * Brings the tunnel's rules there, one tenant after the other: its document has no precondition on
 * writes. A writer that was too slow for its lock has written over the edits of others; whoever edits
 * next, commonly itself, makes the last edits of all once more.
 */
export async function editTunnel(context: StepContext, edit: TunnelEdit): Promise<StepResult> {
  const tunnel = systemOf(context, 'tunnel');
  const key = String(edit.entry['hostname']);
  const resource = `tunnel:${tunnel.id}`;
  const lock = await takeLock(context, { resource, edit: { ...edit, key } });
  if (lock.kind === 'held') {
    return waitFor(context, 'TunnelBusy', 'Waiting until other tenants have edited the tunnel');
  }
  try {
    const result = await editLocked(context, tunnel, { edit, edits: lock.edits });
    await releaseLock(context, { resource });
    return result;
  } catch (error) {
    // Until the lock ends by itself nobody reads what a write under way may still change.
    if (!isSettled(error)) throw error;
    // What cannot be must not be made by somebody else either.
    await releaseLock(context, isConflict(error) ? { resource, without: key } : { resource });
    throw error;
  }
}

interface Edits {
  /** The tenant's own. */
  readonly edit: TunnelEdit;
  /** The last ones of all tenants, with that one. */
  readonly edits: readonly TunnelEdit[];
}

async function editLocked(
  context: StepContext,
  tunnel: Tunnel,
  { edit, edits }: Edits,
): Promise<Done | Wait> {
  const before = await tunnel.read();
  if (edit.is_wanted) assertNoForeignRule(before.rules, edit);
  const rules = tunnelRulesAfter(before.rules, edits);
  if (rules === before.rules) return { kind: 'done', isSkipped: true };
  if (!(await isLockSafe(context, `tunnel:${tunnel.id}`))) {
    return waitFor(context, 'TunnelBusy', 'Waiting for the tunnel: reading it took too long');
  }
  await tunnel.write({ rules, rest: before.rest });
  const after = await tunnel.read();
  const isOurs = after.version === before.version + 1;
  if (isOurs && tunnelRulesAfter(after.rules, edits) === after.rules) return { kind: 'done' };
  return waitFor(
    context,
    'TunnelChanged',
    'Looking again: somebody else wrote the tunnel meanwhile',
  );
}

function assertNoForeignRule(
  rules: Parameters<typeof foreignRule>[0],
  { entry }: TunnelEdit,
): void {
  if (foreignRule(rules, entry) === undefined) return;
  const message = `Cannot lead "${entry['hostname']}" through the tunnel: a rule of that host leads elsewhere, and no tenant made it`;
  const details = { class: 'terminal', outcome: 'not-done' } as const;
  throw new SystemError('tunnel', { what: 'conflict', message }, details);
}

/** Whether it is known what came of the last call. */
function isSettled(error: unknown): boolean {
  if (error instanceof SystemError) return error.outcome === 'not-done';
  return error instanceof TenantryError;
}

function isConflict(error: unknown): boolean {
  return (
    error instanceof SystemError && error.code === 'tunnel_conflict' && error.class === 'terminal'
  );
}

function waitFor({ tenant }: StepContext, reason: string, message: string): Wait {
  // Waiters come back one by one, so that they do not all meet in the store.
  const spread = [...tenant.id].reduce(
    (sum, character) => (sum * 31 + character.charCodeAt(0)) % spreadMs,
    0,
  );
  return { kind: 'wait', reason, message, afterMs: pauseMs + spread };
}
