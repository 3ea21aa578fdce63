import { explainFailedCommit, type FailureOutcome } from './explain-failed-commit.ts';
import type { FirestoreApi, FirestorePrecondition, FirestoreWrite } from './firestore-api.ts';
import { prepareCommit, releaseLocks } from './prepare-commit.ts';
import { isUnchanged, lookAt, type SeenDocument } from './seen-documents.ts';
import type { PlannedWrite, StoreAttempt } from './store-attempt.ts';

/** How a commit ended. */
export type CommitOutcome = { readonly kind: 'committed' } | FailureOutcome;

/** What one attempt commits. */
export interface CommitRequest {
  readonly attempt: StoreAttempt;
  /** Marks every document that this commit writes. */
  readonly commit: string;
  /** The marks of earlier commits of the same work whose answers were lost. */
  readonly lostCommits: ReadonlySet<string>;
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
  const ground = await prepareCommit(api, attempt);
  if (ground === undefined) return { kind: 'conflict' };
  const { seen, transaction } = ground;
  const writes = [...attempt.writes].flatMap(([name, planned]) =>
    toWrites(name, planned, { commit, seen: seen.get(name) ?? {} }),
  );
  try {
    await api.commit({ writes, ...(transaction !== undefined && { transaction }) });
    return { kind: 'committed' };
  } catch (error) {
    await releaseLocks(api, transaction);
    return await explainFailedCommit(api, { ...request, seen }, error);
  }
}

/** Whether everything that was read is still as it was; one document alone always is of one moment. */
export async function confirmReads(
  api: FirestoreApi,
  { reads }: Pick<StoreAttempt, 'reads'>,
): Promise<CommitOutcome> {
  if (reads.size < 2) return { kind: 'committed' };
  const now = await lookAt(api, [...reads.keys()]);
  return { kind: isUnchanged(reads, now) ? 'committed' : 'conflict' };
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
