import type { DeadLetter } from '../tenant/dead-letter.ts';
import { TenantryError } from '../tenant/errors.ts';
import type { Principal } from '../tenant/principal.ts';

/** A dead letter as operators see it. */
export type DeadLetterView = Omit<DeadLetter, 'schema'>;

/** The view of a record. */
export function deadLetterView({ schema: _, ...view }: DeadLetter): DeadLetterView {
  return view;
}

/** Rejects whoever belongs to one organization: a message that cannot be read belongs to none. */
export function assertSeesDeadLetters({ is_global }: Principal): void {
  if (is_global) return;
  throw new TenantryError(
    'forbidden',
    'Cannot show dead letters to one organization: it needs a key for all of them',
  );
}
