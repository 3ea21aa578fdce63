import type { DeadLetterQuery, Page, Store } from '../ports/store.ts';
import type { Principal } from '../tenant/principal.ts';
import { assertSeesDeadLetters, type DeadLetterView, deadLetterView } from './dead-letter-view.ts';

/** Dead letters, newest first. Rejects with `forbidden` for the key of one organization. */
export async function listDeadLetters(
  { store }: { readonly store: Pick<Store, 'listDeadLetters'> },
  { principal, query }: { readonly principal: Principal; readonly query: DeadLetterQuery },
): Promise<Page<DeadLetterView>> {
  assertSeesDeadLetters(principal);
  const { items, ...rest } = await store.listDeadLetters(query);
  return { ...rest, items: items.map(deadLetterView) };
}
