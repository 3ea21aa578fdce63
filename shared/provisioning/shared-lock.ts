import type { Transaction } from '../ports/store.ts';
import type { LockRecord, SharedEdit } from '../tenant/lock-record.ts';
import { addMs, msBetween } from '../tenant/time.ts';
import type { Budgets } from './budgets.ts';
import type { StepContext } from './step-implementation.ts';

/** What a step wants to change in which document. */
export interface LockRequest {
  /** `tunnel:<id>`. */
  readonly resource: string;
  readonly edit: Omit<SharedEdit, 'at'>;
}

/** Whether the lock is ours now. */
export type LockAnswer =
  | { readonly kind: 'taken'; readonly edits: readonly SharedEdit[] }
  | { readonly kind: 'held' };

type LockContext = Pick<StepContext, 'store' | 'operation' | 'tenant' | 'budgets'>;

/** How long edits are remembered: far longer than a request that nobody waits for any more can live. */
const editsKeptMs = 600_000;

/** Most edits of one document that are remembered; the oldest go first. */
const editsMax = 200;

/**
 * Takes the lock of a document that tenants share, if it is free or its time is over, and remembers
 * the edit with those of the last ten minutes. It is never taken twice, not even by its own holder:
 * who does not give it back may have a write under way, and its time outlasts that write.
 */
export async function takeLock(context: LockContext, request: LockRequest): Promise<LockAnswer> {
  const { resource, edit } = request;
  return await context.store.transact(async (transaction) => {
    const stored = await transaction.get('locks', resource);
    const now = transaction.now();
    if (stored !== undefined && isHeld(stored, now)) return { kind: 'held' };
    const edits = remembered(stored?.edits ?? [], { ...edit, at: now });
    transaction.put('locks', resource, {
      schema: 1,
      resource,
      holder: holderOf(context),
      held_until: addMs(now, lockMs(context.budgets)),
      edits,
    });
    return { kind: 'taken', edits };
  });
}

/** Whether the lock is still ours, for long enough that a write that starts now ends well before it. */
export async function isLockSafe(context: LockContext, resource: string): Promise<boolean> {
  return await context.store.transact(async (transaction) => {
    const lock = await ownLock(context, resource, transaction);
    if (lock === undefined) return false;
    return msBetween(transaction.now(), lock.held_until) >= 2 * context.budgets.callMs;
  });
}

/** Gives the lock back if it is still ours; `without` is an edit that shall be forgotten. */
export async function releaseLock(
  context: LockContext,
  { resource, without }: { readonly resource: string; readonly without?: string },
): Promise<void> {
  await context.store.transact(async (transaction) => {
    const lock = await ownLock(context, resource, transaction);
    if (lock === undefined) return;
    const edits = lock.edits.filter(({ key }) => key !== without);
    transaction.put('locks', resource, { ...lock, holder: null, edits });
  });
}

async function ownLock(
  context: LockContext,
  resource: string,
  transaction: Transaction,
): Promise<LockRecord | undefined> {
  const lock = await transaction.get('locks', resource);
  return lock?.holder === holderOf(context) ? lock : undefined;
}

function isHeld({ holder, held_until }: LockRecord, now: string): boolean {
  return holder !== null && held_until > now;
}

/** One worker at a time has an epoch, and it does one thing after the other. */
function holderOf({ operation, tenant }: LockContext): string {
  return `${operation.id}/${tenant.epoch}`;
}

/** A read, a write and a read back, and one call more for a write that arrives after its timeout. */
function lockMs({ callMs, marginMs }: Budgets): number {
  return 4 * callMs + marginMs;
}

function remembered(edits: readonly SharedEdit[], edit: SharedEdit): readonly SharedEdit[] {
  const recent = edits.filter(
    ({ key, at }) => key !== edit.key && msBetween(at, edit.at) < editsKeptMs,
  );
  return [...recent, edit].slice(-editsMax);
}
