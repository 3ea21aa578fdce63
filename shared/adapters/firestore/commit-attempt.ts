import { TenantryError } from '../../tenant/errors.ts';
import { recordOf } from './document-fields.ts';
import type {
  BatchGetAnswer,
  FirestoreApi,
  FirestorePrecondition,
  FirestoreWrite,
} from './firestore-api.ts';
import { commitFailureOf, storeUnavailable } from './grpc-failure.ts';
import { readDocuments } from './read-documents.ts';
import {
  isSameVersion,
  type PlannedWrite,
  type SeenDocument,
  type StoreAttempt,
  seenDocument,
} from './store-attempt.ts';

/**
 * How a commit ended: in effect; refused because something changed; not in effect when last looked
 * at, though its answer was lost; or it is now seen that an earlier one, by its mark, took effect.
 */
export type CommitOutcome =
  | { readonly kind: 'committed' | 'conflict' | 'lost' }
  | { readonly kind: 'landed'; readonly commit: string };

/** What one attempt commits. */
export interface CommitRequest {
  readonly attempt: StoreAttempt;
  /** Marks every document that this commit writes. */
  readonly commit: string;
  /** The marks of earlier commits of the same work whose answers were lost. */
  readonly lostCommits: ReadonlySet<string>;
}

type Seen = ReadonlyMap<string, SeenDocument>;

/** What the commit rests on: the versions that its writes require, and a lock where writes alone cannot. */
interface Ground {
  readonly seen: Seen;
  readonly transaction?: Uint8Array;
}

/**
 * Commits what the work wrote, if all it read is still as it was. Every write requires the version
 * that was read, so a commit that arrives late or twice does nothing; only documents that were read
 * and are not written are locked, for the one round trip to the commit.
 */
export async function commitAttempt(
  api: FirestoreApi,
  request: CommitRequest,
): Promise<CommitOutcome> {
  const { attempt, commit } = request;
  if (attempt.writes.size === 0) return await confirmReads(api, attempt);
  const ground = await prepare(api, attempt);
  if ('kind' in ground) return ground;
  const writes = [...attempt.writes].flatMap(([name, planned]) =>
    toWrites(name, planned, { commit, seen: ground.seen.get(name) ?? {} }),
  );
  const { transaction } = ground;
  try {
    await api.commit({ writes, ...(transaction !== undefined && { transaction }) });
    return { kind: 'committed' };
  } catch (error) {
    await release(api, transaction);
    return await explainFailure(api, { ...request, seen: ground.seen }, error);
  }
}

/** Whether everything that was read is still as it was; one document alone always is of one moment. */
export async function confirmReads(
  api: FirestoreApi,
  { reads }: Pick<StoreAttempt, 'reads'>,
): Promise<CommitOutcome> {
  if (reads.size < 2) return { kind: 'committed' };
  const now = await look(api, [...reads.keys()]);
  return { kind: isUnchanged(reads, now) ? 'committed' : 'conflict' };
}

async function prepare(
  api: FirestoreApi,
  { reads, writes }: StoreAttempt,
): Promise<Ground | CommitOutcome> {
  const held = [...reads.keys()].filter((name) => !writes.has(name));
  const unread = [...writes].filter(([name, { kind }]) => kind !== 'create' && !reads.has(name));
  if (held.length + unread.length === 0) return { seen: reads };
  const isLocking = held.length > 0;
  const answer = await readDocuments(api, 'begin a commit', {
    names: [...held, ...unread.map(([name]) => name)],
    // A document that nobody has read yet must be read now, or an unknown schema would be lost.
    ...(unread.length === 0 && { fields: ['commit'] }),
    isLocking,
  });
  const { transaction } = answer;
  try {
    for (const [name] of unread) guardSchema(answer, name);
  } catch (error) {
    await release(api, transaction);
    throw error;
  }
  const now = seenIn(answer, [...held, ...unread.map(([name]) => name)]);
  const heldReads = new Map([...reads].filter(([name]) => !writes.has(name)));
  if (!isUnchanged(heldReads, now)) {
    await release(api, transaction);
    return { kind: 'conflict' };
  }
  return { seen: new Map([...now, ...reads]), ...(transaction !== undefined && { transaction }) };
}

function guardSchema({ documents }: BatchGetAnswer, name: string): void {
  const document = documents.get(name);
  if (document !== undefined) recordOf(document.fields);
}

async function release(api: FirestoreApi, transaction: Uint8Array | undefined): Promise<void> {
  if (transaction === undefined) return;
  // Frees the locks, which would otherwise last until the service takes them back.
  await api.rollback(transaction).catch(() => {});
}

function toWrites(
  name: string,
  planned: PlannedWrite,
  { commit, seen }: { readonly commit: string; readonly seen: SeenDocument },
): readonly FirestoreWrite[] {
  const currentDocument: FirestorePrecondition =
    planned.kind === 'create' || seen.updateTime === undefined
      ? { exists: false }
      : { updateTime: seen.updateTime };
  if (planned.kind !== 'remove') {
    const fields = { ...planned.fields, commit: { stringValue: commit } };
    return [{ update: { name, fields }, currentDocument }];
  }
  // There is nothing to remove.
  return seen.updateTime === undefined ? [] : [{ delete: name, currentDocument }];
}

interface FailedCommit extends CommitRequest {
  readonly seen: Seen;
}

async function explainFailure(
  api: FirestoreApi,
  failed: FailedCommit,
  error: unknown,
): Promise<CommitOutcome> {
  const failure = commitFailureOf(error);
  if (failure === 'invalid') throw storeUnavailable('commit', error);
  if (failure === 'aborted') return { kind: 'conflict' };
  const names = new Set([...failed.attempt.reads.keys(), ...failed.attempt.writes.keys()]);
  const now = await look(api, [...names]);
  const landed = landedIn(now, new Set([...failed.lostCommits, failed.commit]));
  if (landed !== undefined) return landed;
  return failure === 'unknown' ? explainSilence(failed, now, error) : explainRefusal(failed, now);
}

function explainRefusal({ attempt }: FailedCommit, now: Seen): CommitOutcome {
  if (!isUnchanged(attempt.reads, now)) return { kind: 'conflict' };
  const taken = [...attempt.writes].find(
    ([name, { kind }]) => kind === 'create' && now.get(name)?.updateTime !== undefined,
  );
  // Nothing stands in the way any more: the other writer has removed it meanwhile.
  if (taken === undefined) return { kind: 'conflict' };
  const { collection, id } = taken[1].key;
  throw new TenantryError(
    'document_exists',
    `Cannot create "${collection}/${id}": there is such a document`,
  );
}

/** No answer came, and no document bears the commit's mark. */
function explainSilence(failed: FailedCommit, now: Seen, error: unknown): CommitOutcome {
  const { attempt, seen } = failed;
  const written = [...attempt.writes];
  const areGone = written.every(
    ([name, { kind }]) => kind === 'remove' && now.get(name)?.updateTime === undefined,
  );
  if (areGone) return { kind: 'committed' };
  // A commit changes all its documents: one that is as before shows that this one has not come, and
  // so does a name that somebody else has created.
  const isAsBefore = written.some(
    ([name, { kind }]) =>
      isSameVersion(seen.get(name), now.get(name)) ||
      (kind === 'create' && now.get(name)?.isNew === true),
  );
  if (isAsBefore) return { kind: 'lost' };
  throw storeUnavailable('tell whether a commit took effect', error);
}

function landedIn(now: Seen, commits: ReadonlySet<string>): CommitOutcome | undefined {
  const found = [...now.values()].find(({ commit }) => commit !== undefined && commits.has(commit));
  return found?.commit === undefined ? undefined : { kind: 'landed', commit: found.commit };
}

async function look(api: FirestoreApi, names: readonly string[]): Promise<Seen> {
  const answer = await readDocuments(api, 'look at a commit', { names, fields: ['commit'] });
  return seenIn(answer, names);
}

function seenIn({ documents }: BatchGetAnswer, names: readonly string[]): Seen {
  return new Map(names.map((name) => [name, seenDocument(documents.get(name))]));
}

function isUnchanged(before: Seen, now: Seen): boolean {
  return [...before].every(([name, seen]) => isSameVersion(seen, now.get(name)));
}
