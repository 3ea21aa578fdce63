import type { Logger } from '../ports/logger.ts';
import type { Queue, WorkHint } from '../ports/queue.ts';
import type { Store } from '../ports/store.ts';
import type { DeadLetter, DeadLetterBody, DeadLetterState } from '../tenant/dead-letter.ts';
import { TenantryError } from '../tenant/errors.ts';
import type { Principal } from '../tenant/principal.ts';
import { assertSeesDeadLetters, type DeadLetterView, deadLetterView } from './dead-letter-view.ts';

export interface SettleDeadLetterPorts {
  readonly store: Pick<Store, 'transact' | 'get'>;
  readonly queue: Pick<Queue, 'publish'>;
  readonly logger: Logger;
  /** The hint in a kept body; throws what is wrong with it, as the door for pushed work does. */
  readonly decodeHint: (body: DeadLetterBody) => WorkHint;
}

/** Which dead letter, and who decides. */
export interface DeadLetterDecision {
  readonly principal: Principal;
  readonly id: string;
}

/**
 * Publishes the hint of a dead letter again. Rejects with `dead_letter_not_found`,
 * `dead_letter_settled` when it was discarded, or `dead_letter_unreadable` with what is wrong. One that
 * was redriven before stays as it is: if its hint fails again, that is a new dead letter.
 */
export async function redriveDeadLetter(
  ports: SettleDeadLetterPorts,
  decision: DeadLetterDecision,
): Promise<DeadLetterView> {
  const letter = await openLetter(ports, decision, 'redriven');
  if (letter.state === 'open') {
    // Before the record: a hint too many does no harm, one too few would look as if it was sent.
    await ports.queue.publish(readHint(ports, letter));
  }
  return await settle(ports, decision, 'redriven');
}

/** Gives a dead letter up. Rejects with `dead_letter_not_found`, or `dead_letter_settled` when it was redriven. */
export async function discardDeadLetter(
  ports: Pick<SettleDeadLetterPorts, 'store' | 'logger'>,
  decision: DeadLetterDecision,
): Promise<DeadLetterView> {
  await openLetter(ports, decision, 'discarded');
  return await settle(ports, decision, 'discarded');
}

type Settled = Exclude<DeadLetterState, 'open'>;

async function openLetter(
  { store }: Pick<SettleDeadLetterPorts, 'store'>,
  { principal, id }: DeadLetterDecision,
  wanted: Settled,
): Promise<DeadLetter> {
  assertSeesDeadLetters(principal);
  return assertOpen(await store.get('dead_letters', id), id, wanted);
}

/** The letter when it is open, or settled this way already: asking twice is no mistake. */
function assertOpen(letter: DeadLetter | undefined, id: string, wanted: Settled): DeadLetter {
  if (letter === undefined) {
    throw new TenantryError('dead_letter_not_found', `Cannot find dead letter "${id}"`);
  }
  if (letter.state === 'open' || letter.state === wanted) return letter;
  throw new TenantryError(
    'dead_letter_settled',
    `Cannot settle dead letter "${id}" again: it was ${letter.state} by ${letter.settled_by}`,
  );
}

function readHint({ decodeHint }: SettleDeadLetterPorts, { id, body }: DeadLetter): WorkHint {
  try {
    return decodeHint(body);
  } catch (cause) {
    if (!(cause instanceof TenantryError)) throw cause;
    throw new TenantryError(
      'dead_letter_unreadable',
      `Cannot redrive dead letter "${id}": it would fail again`,
      { cause, extensions: { reason: { code: cause.code, message: cause.message } } },
    );
  }
}

async function settle(
  { store, logger }: Pick<SettleDeadLetterPorts, 'store' | 'logger'>,
  { principal, id }: DeadLetterDecision,
  state: Settled,
): Promise<DeadLetterView> {
  const settled = await store.transact(async (transaction) => {
    const letter = assertOpen(await transaction.get('dead_letters', id), id, state);
    if (letter.state === state) return letter;
    const settled_at = transaction.now();
    const after: DeadLetter = { ...letter, state, settled_at, settled_by: principal.id };
    transaction.put('dead_letters', id, after);
    return after;
  });
  logger.info('Settling dead letter', { message_id: id, state, actor: principal.id });
  return deadLetterView(settled);
}
