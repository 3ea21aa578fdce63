import type { Progress } from './progress.ts';
import { isPassing } from './send-request.ts';
import type { Time } from './time.ts';

/** How to be patient. */
export interface Patience {
  readonly time: Time;
  readonly signal: AbortSignal;
  readonly progress: Pick<Progress, 'note'>;
  /** No attempt starts after it. */
  readonly deadlineMs: number;
}

/** Pause between attempts while the server is away; each attempt has retries of its own. */
const pauseMs = 1_000;

/**
 * Repeats a call while the server is away or busy, and says so once. Rejects with the call's error at
 * the deadline, and at once with one that no waiting mends.
 */
export async function keepTrying<T>(patience: Patience, call: () => Promise<T>): Promise<T> {
  const { time, signal, progress, deadlineMs } = patience;
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await outcomeOf(call);
    if (outcome.isAnswer) {
      if (attempt > 1) progress.note('The server is back');
      return outcome.answer;
    }
    if (time.now() + pauseMs >= deadlineMs) throw outcome.error;
    if (attempt === 1) progress.note(`${outcome.error.message}; trying again`);
    await time.sleep(pauseMs, signal);
  }
}

type Outcome<T> =
  | { readonly isAnswer: true; readonly answer: T }
  | { readonly isAnswer: false; readonly error: Error };

async function outcomeOf<T>(call: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { isAnswer: true, answer: await call() };
  } catch (error) {
    if (isPassing(error)) return { isAnswer: false, error };
    throw error;
  }
}
