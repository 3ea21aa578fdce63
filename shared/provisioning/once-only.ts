import type { Transaction } from '../ports/store.ts';
import { type Effect, withEffect } from '../tenant/effect.ts';
import { TenantryError } from '../tenant/errors.ts';
import { isOperationEnded } from '../tenant/operation.ts';
import { SystemError } from '../tenant/system-error.ts';
import { leaseLost } from './held.ts';
import type { StepContext } from './step-implementation.ts';

/** What is to be brought about once in the tenant's life. */
export interface EffectRequest extends Pick<Effect, 'name' | 'condition' | 'reference'> {
  /** True: only what was tried before and positively not done. */
  readonly isOwedOnly: boolean;
}

/** What came of it; `error` when this run tried and it was not done. */
export interface EffectOutcome {
  readonly effect: Effect;
  /** Whether this run tried to bring it about. */
  readonly isNew: boolean;
  readonly error?: unknown;
}

/**
 * Brings the effect about. Calls `begin` once, as late as it can and before anything can take effect,
 * and goes on only when that has resolved.
 */
export type Act = (begin: () => Promise<void>) => Promise<void>;

type LedgerContext = Pick<StepContext, 'store' | 'tenant' | 'operation'>;

/**
 * Has `act` bring an effect about at most once, whatever dies in between (ADR 0023): that it begins is
 * recorded before, what came of it after. One that was begun and never ended, or of which `act`
 * cannot tell whether it took effect, is `unknown` and not begun again; one that was positively not
 * done is. Undefined: nothing is owed. Rejects with `lease_lost`, with what made `act` not even try, or
 * as the store does.
 */
export async function onceOnly(
  context: LedgerContext,
  request: EffectRequest,
  act: Act,
): Promise<EffectOutcome | undefined> {
  const have = await look(context, request.name);
  if (have === undefined && request.isOwedOnly) return undefined;
  if (have !== undefined && isClosed(have)) return { effect: have, isNew: false };
  return await attempt(context, { request, have }, act);
}

interface Attempt {
  readonly request: EffectRequest;
  /** The effect as it stood before. */
  readonly have: Effect | undefined;
}

async function attempt(
  context: LedgerContext,
  { request, have }: Attempt,
  act: Act,
): Promise<EffectOutcome> {
  const tried = triedEffect(context, request, have);
  const record = async (outcome: Outcome) => await write(context, { ...tried, ...outcome }, have);
  let beginning: Promise<Effect> | undefined;
  const begin = async () => {
    beginning ??= record({ state: 'started', message: null });
    if ((await beginning).state !== 'started') throw settledMeanwhile(request);
  };
  try {
    await act(begin);
  } catch (error) {
    // A beginning that is under way must not be recorded after its end.
    const begun = await beginning?.catch(() => undefined);
    if (begun !== undefined && begun.state !== 'started') return { effect: begun, isNew: false };
    if (begun === undefined && isForTheEngine(error)) throw error;
    const effect = await record(failureOf(error, begun !== undefined));
    return { effect, isNew: true, error };
  }
  return { effect: await record({ state: 'done', message: null }), isNew: true };
}

type Outcome = Pick<Effect, 'state' | 'message'>;

/** What says nothing about the effect: the lease is lost or ends, or the store is away. */
function isForTheEngine(error: unknown): boolean {
  return error instanceof TenantryError && !(error instanceof SystemError);
}

function settledMeanwhile({ name }: EffectRequest): TenantryError {
  return new TenantryError('effect_settled', `Cannot begin "${name}": it was settled meanwhile`);
}

/** The effect as it stands; one that a worker died over is written down as unknown. */
async function look(context: LedgerContext, name: string): Promise<Effect | undefined> {
  return await context.store.transact(async (transaction) => {
    const { effects, effect } = await read(transaction, context, name);
    if (effect?.state !== 'started') return effect;
    await assertHeld(transaction, context);
    const message = 'The worker that began it never said what came of it';
    const ended_at = transaction.now();
    const unknown: Effect = { ...effect, state: 'unknown', message, ended_at };
    put(transaction, context, withEffect(effects, unknown));
    return unknown;
  });
}

function isClosed({ state }: Effect): boolean {
  return state === 'done' || state === 'unknown';
}

function triedEffect(
  { tenant, operation }: LedgerContext,
  { name, condition, reference }: EffectRequest,
  have: Effect | undefined,
): Effect {
  return {
    ...{ name, condition, reference },
    state: 'not_done',
    attempts: (have?.attempts ?? 0) + 1,
    epoch: tenant.epoch,
    operation_id: operation.id,
    message: null,
    started_at: '',
    ended_at: null,
    settled_by: null,
  };
}

/**
 * Writes how far this attempt has come, and returns what the ledger says then. The first word needs the
 * lease, and the effect as it was when it was looked at: a person may have settled it meanwhile. A later
 * word is believed over another worker's that did not know; over a person's only that it is done.
 */
async function write(
  context: LedgerContext,
  word: Effect,
  seen: Effect | undefined,
): Promise<Effect> {
  return await context.store.transact(async (transaction) => {
    const { effects, effect: have } = await read(transaction, context, word.name);
    const isLater = have !== undefined && isSameAttempt(have, word);
    if (!isLater) await assertHeld(transaction, context);
    if (have !== undefined && isLastWord(have, word, seen)) return have;
    const now = transaction.now();
    const effect: Effect = {
      ...word,
      started_at: isLater ? have.started_at : now,
      ended_at: word.state === 'started' ? null : now,
    };
    put(transaction, context, withEffect(effects, effect));
    return effect;
  });
}

/** A beginning is written once; what a person said stays unless it turns out to be done. */
function isLastWord(have: Effect, word: Effect, seen: Effect | undefined): boolean {
  if (!isSameAttempt(have, word)) return !isSame(have, seen);
  return word.state === 'started' || (have.settled_by !== null && word.state !== 'done');
}

function isSameAttempt(have: Effect, { epoch, attempts }: Effect): boolean {
  return have.epoch === epoch && have.attempts === attempts;
}

function isSame(have: Effect, seen: Effect | undefined): boolean {
  return (
    have.state === seen?.state &&
    have.attempts === seen.attempts &&
    have.settled_by === seen.settled_by
  );
}

/** What did not begin was not done; else only where the call says so itself was it not. */
function failureOf(error: unknown, isBegun: boolean): Outcome {
  const isNotDone = !isBegun || (error instanceof SystemError && error.outcome === 'not-done');
  // What a stranger's error says may hold a secret.
  const message = error instanceof TenantryError ? error.message : 'An unexpected error';
  return { state: isNotDone ? 'not_done' : 'unknown', message };
}

/** Nobody else has the lease, and no wish has come that does not want this any more. */
async function assertHeld(
  transaction: Transaction,
  { tenant, operation }: LedgerContext,
): Promise<void> {
  const stored = await transaction.get('tenants', tenant.id);
  if (stored?.epoch !== tenant.epoch) throw leaseLost(tenant.id);
  const { last_operation } = stored;
  if (last_operation.id === operation.id && !isOperationEnded(last_operation.state)) return;
  throw new TenantryError('operation_replaced', 'Cannot begin: a newer wish has come meanwhile');
}

async function read(transaction: Transaction, { tenant }: LedgerContext, wanted: string) {
  const effects = (await transaction.get('ledger', tenant.id))?.effects ?? [];
  return { effects, effect: effects.find(({ name }) => name === wanted) };
}

function put(
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
