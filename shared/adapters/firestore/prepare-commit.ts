import { assertReadable } from './document-fields.ts';
import { collectionOfName } from './document-name.ts';
import type { BatchGetAnswer, FirestoreApi } from './firestore-api.ts';
import { readDocuments } from './read-documents.ts';
import { isUnchanged, type SeenDocuments, seenIn } from './seen-documents.ts';
import type { StoreAttempt } from './store-attempt.ts';

/** What a commit rests on: the versions that its writes require, and a lock where these are not enough. */
export interface CommitGround {
  readonly seen: SeenDocuments;
  readonly transaction?: Uint8Array;
}

/**
 * Reads once more what no write of the commit will check: under a lock what was read and is not
 * written, and what is written without having been read. Undefined when something of it has changed.
 */
export async function prepareCommit(
  api: FirestoreApi,
  attempt: StoreAttempt,
): Promise<CommitGround | undefined> {
  const held = heldReads(attempt);
  const unread = unreadNames(attempt);
  const names = [...held.keys(), ...unread];
  if (names.length === 0) return { seen: attempt.reads };
  const answer = await readDocuments(api, 'begin a commit', {
    names,
    // A document that nobody has read yet must be read now, or an unknown schema would be lost.
    ...(unread.length === 0 && { fields: ['commit'] }),
    isLocking: held.size > 0,
  });
  const { transaction } = answer;
  try {
    for (const name of unread) guardSchema(answer, name);
  } catch (error) {
    await releaseLocks(api, transaction);
    throw error;
  }
  const now = seenIn(answer, names);
  if (!isUnchanged(held, now)) {
    await releaseLocks(api, transaction);
    return undefined;
  }
  return {
    seen: new Map([...now, ...attempt.reads]),
    ...(transaction !== undefined && { transaction }),
  };
}

/** Gives the locks back, which would otherwise last until the service takes them. */
export async function releaseLocks(
  api: FirestoreApi,
  transaction: Uint8Array | undefined,
): Promise<void> {
  if (transaction === undefined) return;
  await api.rollback(transaction).catch(() => {});
}

/** What was read and is not written; the removal of what was not there writes nothing either. */
function heldReads({ reads, writes }: StoreAttempt): SeenDocuments {
  return new Map(
    [...reads].filter(([name, { updateTime }]) => {
      const write = writes.get(name);
      return write === undefined || (write.kind === 'remove' && updateTime === undefined);
    }),
  );
}

function unreadNames({ reads, writes }: StoreAttempt): readonly string[] {
  return [...writes]
    .filter(([name, { kind }]) => kind !== 'create' && !reads.has(name))
    .map(([name]) => name);
}

function guardSchema({ documents }: BatchGetAnswer, name: string): void {
  const document = documents.get(name);
  if (document !== undefined) assertReadable(collectionOfName(name), document.fields);
}
