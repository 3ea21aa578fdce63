import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Transaction, transactionAttempts } from '../../ports/store.ts';
import { TenantryError } from '../../tenant/errors.ts';
import { type CommitOutcome, commitAttempt, confirmReads } from './commit-attempt.ts';
import type { FirestoreApi } from './firestore-api.ts';
import { beginAttempt, type StoreAttempt } from './store-attempt.ts';

/** The pause after the first conflict is up to this long; each further one up to twice the last. */
const pauseMsFirst = 20;

/** How many answers may be lost before the caller is told; each one costs up to a call's timeout. */
const lostAnswersMax = 2;

const contentionRetryAfterMs = 500;

type Work<T> = (transaction: Transaction) => Promise<T>;

/** What is remembered over all attempts of one transaction. */
interface Memory<T> {
  readonly id: string;
  /** Commits whose answers were lost, by their marks, with what the work had returned. */
  readonly lost: Map<string, T>;
}

type Outcome<T> =
  | { readonly kind: 'committed'; readonly result: T }
  | { readonly kind: 'conflict' | 'lost' };

/** Runs the work until its commit is in effect, at most `transactionAttempts` times. */
export async function transact<T>(
  api: FirestoreApi,
  random: () => number,
  work: Work<T>,
): Promise<T> {
  const memory: Memory<T> = { id: randomUUID(), lost: new Map() };
  for (let attempts = 0; attempts < transactionAttempts; attempts += 1) {
    if (attempts > 0) await pause(random() * pauseMsFirst * 2 ** attempts);
    const outcome = await runOnce(api, { memory, commit: `${memory.id}/${attempts}` }, work);
    if (outcome.kind === 'committed') return outcome.result;
    if (outcome.kind === 'lost' && memory.lost.size >= lostAnswersMax) throw lostAnswers();
  }
  throw new TenantryError(
    'store_contention',
    `Cannot commit: other writers changed what was read ${transactionAttempts} times in a row`,
    { retryAfterMs: contentionRetryAfterMs },
  );
}

interface Run<T> {
  readonly memory: Memory<T>;
  readonly commit: string;
}

async function runOnce<T>(api: FirestoreApi, run: Run<T>, work: Work<T>): Promise<Outcome<T>> {
  const attempt = beginAttempt(api);
  const ran = await runWork(attempt, work);
  const landed = landedBefore(attempt, run.memory);
  if (landed !== undefined) return landed;
  if (attempt.isTorn()) return { kind: 'conflict' };
  if (!ran.isDone) {
    // The work may have failed only because another commit came between two of its reads.
    if (await isOutdated(api, attempt)) return { kind: 'conflict' };
    throw ran.error;
  }
  const { commit, memory } = run;
  const lostCommits = new Set(memory.lost.keys());
  const outcome = await commitAttempt(api, { attempt, commit, lostCommits });
  return conclude(outcome, run, ran.result);
}

type Ran<T> =
  | { readonly isDone: true; readonly result: T }
  | { readonly isDone: false; readonly error: unknown };

async function runWork<T>(attempt: StoreAttempt, work: Work<T>): Promise<Ran<T>> {
  try {
    return { isDone: true, result: await work(attempt.transaction) };
  } catch (error) {
    return { isDone: false, error };
  } finally {
    attempt.end();
  }
}

/** The work has read what an earlier attempt of its own wrote: that one took effect after all. */
function landedBefore<T>({ reads }: StoreAttempt, memory: Memory<T>): Outcome<T> | undefined {
  for (const { commit } of reads.values()) {
    if (commit !== undefined && memory.lost.has(commit)) return resultOf(commit, memory);
  }
  return undefined;
}

function conclude<T>(outcome: CommitOutcome, { memory, commit }: Run<T>, result: T): Outcome<T> {
  switch (outcome.kind) {
    case 'committed':
      return { kind: 'committed', result };
    case 'landed':
      return outcome.commit === commit
        ? { kind: 'committed', result }
        : resultOf(outcome.commit, memory);
    case 'lost':
      memory.lost.set(commit, result);
      return { kind: 'lost' };
    case 'conflict':
      return { kind: 'conflict' };
    default:
      return outcome satisfies never;
  }
}

function resultOf<T>(commit: string, { lost }: Memory<T>): Outcome<T> {
  // The entry is there, also when the work returned nothing.
  return { kind: 'committed', result: lost.get(commit) as T };
}

async function isOutdated(api: FirestoreApi, attempt: StoreAttempt): Promise<boolean> {
  try {
    return (await confirmReads(api, attempt)).kind === 'conflict';
  } catch {
    // The store cannot be read now: the error that is already on its way says why.
    return false;
  }
}

function lostAnswers(): TenantryError {
  return new TenantryError(
    'store_unavailable',
    `Cannot commit: Firestore took ${lostAnswersMax} commits and answered none`,
    { retryAfterMs: contentionRetryAfterMs },
  );
}
