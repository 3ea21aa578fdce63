import { setImmediate as flush } from 'node:timers/promises';
import type { ManualClock } from './manual-clock.ts';

/** What becomes of a call when its turn comes: it goes out, or its caller stops waiting and it goes out later. */
export type Verdict = 'go' | 'give-up';

/** A call that one of several workers makes and that waits for its turn. */
export interface WaitingCall {
  /** Who makes it; empty: its caller has given it up. */
  readonly worker: string;
  readonly title: string;
  readonly resolve: (verdict: Verdict) => void;
}

/**
 * Lets a test decide which call of which worker goes out next, and when time passes. Between two
 * turns everybody works on until all of them wait.
 */
export interface Turns {
  readonly waiting: readonly WaitingCall[];
  /** How many turns were given. */
  readonly given: () => number;
  take(worker: string, title: string): Promise<Verdict>;
  /** Ends when so much time has passed, or at once when it is aborted. */
  sleep(ms: number, signal: AbortSignal | undefined): Promise<void>;
  give(call: WaitingCall, verdict?: Verdict): Promise<void>;
  pass(ms: number): Promise<void>;
  /** When the first sleeper wakes up. */
  wakesAtMs(): number | undefined;
  /** Resolves when everybody waits or has ended. */
  rest(): Promise<void>;
}

interface Sleeper {
  readonly untilMs: number;
  readonly wake: () => void;
}

/** Nobody waits at first. */
export function createTurns(clock: ManualClock): Turns {
  const waiting: WaitingCall[] = [];
  const sleepers = new Set<Sleeper>();
  let given = 0;
  const rest = async () => {
    // All that happens between two calls happens in promises, which are done before the next tick.
    await flush();
  };
  return {
    waiting,
    given: () => given,
    rest,
    take: async (worker, title) =>
      await new Promise((resolve) => {
        waiting.push({ worker, title, resolve });
      }),
    sleep: async (ms, signal) => await sleep(sleepers, clock.now() + ms, signal),
    give: async (call, verdict = 'go') => {
      const index = waiting.indexOf(call);
      if (index < 0) throw new Error(`"${call.title}" does not wait`);
      waiting.splice(index, 1);
      given += 1;
      call.resolve(verdict);
      await rest();
    },
    pass: async (ms) => {
      clock.advance(ms);
      for (const sleeper of [...sleepers]) {
        if (sleeper.untilMs <= clock.now()) sleeper.wake();
      }
      await rest();
    },
    wakesAtMs: () => [...sleepers].map(({ untilMs }) => untilMs).toSorted((a, b) => a - b)[0],
  };
}

async function sleep(
  sleepers: Set<Sleeper>,
  untilMs: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (signal?.aborted === true) return;
  await new Promise<void>((resolve) => {
    const wake = () => {
      sleepers.delete(sleeper);
      signal?.removeEventListener('abort', wake);
      resolve();
    };
    const sleeper = { untilMs, wake };
    sleepers.add(sleeper);
    signal?.addEventListener('abort', wake);
  });
}
