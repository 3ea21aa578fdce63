import type { Logger } from '../ports/logger.ts';
import type { Store, Transaction } from '../ports/store.ts';
import type { DeadLetter, NewDeadLetter } from '../tenant/dead-letter.ts';
import { addMs } from '../tenant/time.ts';

/** How long a dead letter is kept: as long as Pub/Sub keeps a message at most. */
const keptMs = 31 * 24 * 3_600_000;

export interface RecordDeadLetterPorts {
  readonly store: Pick<Store, 'transact'>;
  readonly logger: Logger;
}

/**
 * Keeps a message that nobody could work on, once however often it is delivered, and raises the alarm
 * for it. One that was published after its namesake was settled counts as new.
 */
export async function recordDeadLetter(
  { store, logger }: RecordDeadLetterPorts,
  letter: NewDeadLetter,
): Promise<void> {
  const isNew = await store.transact(async (transaction) => await record(transaction, letter));
  if (!isNew) return;
  const { id, reason, tenant_id, attempts } = letter;
  logger.error('Recording dead letter', {
    ...{ message_id: id, code: reason.code, reason: reason.message, tenant_id },
    ...{ attempt: attempts },
  });
}

async function record(transaction: Transaction, letter: NewDeadLetter): Promise<boolean> {
  const known = await transaction.get('dead_letters', letter.id);
  if (known !== undefined && !isLater(letter, known)) return false;
  const received_at = transaction.now();
  transaction.put('dead_letters', letter.id, {
    ...{ schema: 1, ...letter, state: 'open', received_at },
    ...{ settled_at: null, settled_by: null, expires_at: addMs(received_at, keptMs) },
  });
  return true;
}

function isLater({ published_at }: NewDeadLetter, { settled_at }: DeadLetter): boolean {
  return settled_at !== null && published_at !== null && published_at > settled_at;
}
