import { TenantryError } from '../../tenant/errors.ts';
import type { FirestoreApi } from './firestore-api.ts';
import { commitFailureOf, storeUnavailable } from './grpc-failure.ts';
import { isSameVersion, isUnchanged, lookAt, type SeenDocuments } from './seen-documents.ts';
import type { StoreAttempt } from './store-attempt.ts';

/**
 * Why a commit failed: something had changed; it was not in effect when last looked at, though its
 * answer was lost; or it is now seen that one, by its mark, took effect.
 */
export type FailureOutcome =
  | { readonly kind: 'conflict' | 'lost' | 'committed' }
  | { readonly kind: 'landed'; readonly commit: string };

/** A commit that was sent and failed. */
export interface FailedCommit {
  readonly attempt: StoreAttempt;
  /** The mark of its documents. */
  readonly commit: string;
  /** The marks of earlier commits of the same work whose answers were lost. */
  readonly lostCommits: ReadonlySet<string>;
  /** The versions that it required. */
  readonly seen: SeenDocuments;
}

/**
 * Looks at the documents of a failed commit and decides. What is refused for good, or cannot be told
 * → `store_unavailable`; a name that is taken → `document_exists`.
 */
export async function explainFailedCommit(
  api: FirestoreApi,
  failed: FailedCommit,
  error: unknown,
): Promise<FailureOutcome> {
  const failure = commitFailureOf(error);
  if (failure === 'invalid') throw storeUnavailable('commit', error);
  if (failure === 'aborted') return { kind: 'conflict' };
  const names = new Set([...failed.attempt.reads.keys(), ...failed.attempt.writes.keys()]);
  const now = await lookAt(api, [...names]);
  const landed = landedIn(now, new Set([...failed.lostCommits, failed.commit]));
  if (landed !== undefined) return landed;
  return failure === 'unknown' ? explainSilence(failed, now, error) : explainRefusal(failed, now);
}

function explainRefusal({ attempt }: FailedCommit, now: SeenDocuments): FailureOutcome {
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
function explainSilence(failed: FailedCommit, now: SeenDocuments, error: unknown): FailureOutcome {
  const { attempt, seen } = failed;
  // The removal of what was not there wrote nothing and tells nothing.
  const written = [...attempt.writes].filter(
    ([name, { kind }]) => kind !== 'remove' || seen.get(name)?.updateTime !== undefined,
  );
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

function landedIn(now: SeenDocuments, commits: ReadonlySet<string>): FailureOutcome | undefined {
  const found = [...now.values()].find(({ commit }) => commit !== undefined && commits.has(commit));
  return found?.commit === undefined ? undefined : { kind: 'landed', commit: found.commit };
}
