import type { Transaction } from '../ports/store.ts';
import { type Effect, withEffect } from '../tenant/effect.ts';
import { TenantryError } from '../tenant/errors.ts';
import { SystemError } from '../tenant/system-error.ts';
import { leaseEndingCode } from './guard-calls.ts';
import { leaseLost } from './held.ts';
import type { StepContext } from './step-implementation.ts';

/** What is to be brought about once in the tenant's life. */
export interface EffectRequest extends Pick<Effect, 'name' | 'condition' | 'reference'> {
  /** True: only what was begun before and positively not done. */
  readonly isOwedOnly: boolean;
}

/** What came of it; `error` when this run tried and it was not done. */
export interface EffectOutcome {
  readonly effect: Effect;
  /** Whether this run is the one that brought it about, or tried to. */
  readonly isNew: boolean;
  readonly error?: unknown;
}

type LedgerContext = Pick<StepContext, 'store' | 'tenant' | 'operation'>;

/**
 * Has `act` bring an effect about at most once, whatever dies in between (ADR 0023): that it begins is
 * recorded before, what came of it after. One that was begun and never ended, or of which `act`
 * cannot tell whether it took effect, is `unknown` and not begun again; one that was positively not
 * done is. Undefined: nothing is owed. Rejects with `lease_lost`, or as the store does.
 */
export async function onceOnly(
  context: LedgerContext,
  request: EffectRequest,
  act: () => Promise<void>,
): Promise<EffectOutcome | undefined> {
  const begun = await begin(context, request);
  if (begun === undefined) return undefined;
  const { effect, isNew } = begun;
  if (!isNew) return { effect, isNew };
  try {
    await act();
  } catch (error) {
    const ended = await end(context, effect, failureOf(error));
    // Nothing was tried: another invocation goes on.
    if (isLeaseEnding(error)) throw error;
    return { effect: ended, isNew, error };
  }
  return { effect: await end(context, effect, { state: 'done', message: null }), isNew };
}

/** The effect, and whether this run is to bring it about. */
async function begin(
  context: LedgerContext,
  request: EffectRequest,
): Promise<EffectOutcome | undefined> {
  return await context.store.transact(async (transaction) => {
    await assertHeld(transaction, context);
    const effects = await effectsOf(transaction, context);
    const have = effects.find(({ name }) => name === request.name);
    if (have === undefined && request.isOwedOnly) return undefined;
    if (have?.state === 'done' || have?.state === 'unknown') return { effect: have, isNew: false };
    const now = transaction.now();
    if (have?.state === 'started') {
      const message = 'The worker that began it never said what came of it';
      const effect: Effect = { ...have, state: 'unknown', message, ended_at: now };
      write(transaction, context, withEffect(effects, effect));
      return { effect, isNew: false };
    }
    const { isOwedOnly: _, ...named } = request;
    const effect: Effect = {
      ...named,
      state: 'started',
      attempts: (have?.attempts ?? 0) + 1,
      epoch: context.tenant.epoch,
      operation_id: context.operation.id,
      message: null,
      started_at: now,
      ended_at: null,
      settled_by: null,
    };
    write(transaction, context, withEffect(effects, effect));
    return { effect, isNew: true };
  });
}

/**
 * Writes what came of the attempt, also when another worker has called it unknown meanwhile; what a
 * person has settled stays.
 */
async function end(
  context: LedgerContext,
  begun: Effect,
  outcome: Pick<Effect, 'state' | 'message'>,
): Promise<Effect> {
  return await context.store.transact(async (transaction) => {
    const effects = await effectsOf(transaction, context);
    const have = effects.find(({ name }) => name === begun.name) ?? begun;
    const isOurs = have.epoch === begun.epoch && have.attempts === begun.attempts;
    if (!isOurs || have.settled_by !== null) return have;
    const effect: Effect = { ...have, ...outcome, ended_at: transaction.now() };
    write(transaction, context, withEffect(effects, effect));
    return effect;
  });
}

/** Only where the call says so itself has it positively not been done. */
function failureOf(error: unknown): Pick<Effect, 'state' | 'message'> {
  const isNotDone = isLeaseEnding(error) || isPositivelyNotDone(error);
  // What a stranger's error says may hold a secret.
  const message = error instanceof TenantryError ? error.message : 'An unexpected error';
  return { state: isNotDone ? 'not_done' : 'unknown', message };
}

function isPositivelyNotDone(error: unknown): boolean {
  return error instanceof SystemError && error.outcome === 'not-done';
}

function isLeaseEnding(error: unknown): boolean {
  return error instanceof TenantryError && error.code === leaseEndingCode;
}

async function assertHeld(transaction: Transaction, { tenant }: LedgerContext): Promise<void> {
  const stored = await transaction.get('tenants', tenant.id);
  if (stored?.epoch !== tenant.epoch) throw leaseLost(tenant.id);
}

async function effectsOf(
  transaction: Transaction,
  { tenant }: LedgerContext,
): Promise<readonly Effect[]> {
  return (await transaction.get('ledger', tenant.id))?.effects ?? [];
}

function write(
  transaction: Transaction,
  { tenant }: LedgerContext,
  effects: readonly Effect[],
): void {
  transaction.put('ledger', tenant.id, {
    schema: 1,
    tenant_id: tenant.id,
    organization_id: tenant.organization_id,
    effects,
  });
}
