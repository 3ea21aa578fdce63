import { setTimeout as sleep } from 'node:timers/promises';
import type { ProgramLives } from './program-lives.ts';

/** A request that changes something, named by its key. */
export interface Wish {
  readonly method: 'POST' | 'DELETE';
  readonly path: string;
  readonly key: string;
  readonly body?: object;
}

/** The first answer that was no failure of the moment. */
export interface WishOutcome {
  readonly status: number;
  readonly text: string;
  /** How often it was sent again. */
  readonly resends: number;
  /** The program had recorded the wish in an earlier life, and the answer had not arrived. */
  readonly isReplayed: boolean;
}

/** What wishes are sent through. */
export interface Sender {
  readonly lives: Pick<ProgramLives, 'address'>;
  readonly signal: AbortSignal;
}

const answerMsMax = 10_000;
const pauseMs = 20;

/**
 * Sends a wish as a careful caller does: the same request with the same key again after a broken
 * connection, a 429 or a 5xx, until it is answered. Rejects when the signal says so.
 */
export async function sendWish({ lives, signal }: Sender, wish: Wish): Promise<WishOutcome> {
  for (let resends = 0; ; resends += 1) {
    const response = await send(await lives.address(), wish, signal);
    if (response !== undefined) return { ...response, resends };
    await sleep(pauseMs, undefined, { signal });
  }
}

async function send(
  address: string,
  { method, path, key, body }: Wish,
  signal: AbortSignal,
): Promise<Omit<WishOutcome, 'resends'> | undefined> {
  try {
    const response = await fetch(`${address}${path}`, {
      method,
      headers: { 'idempotency-key': key, ...(body && { 'content-type': 'application/json' }) },
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerMsMax)]),
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const { status, headers } = response;
    if (status === 429 || status >= 500) return undefined;
    return { status, text, isReplayed: headers.get('idempotent-replayed') === 'true' };
  } catch {
    // Whatever broke, nobody knows whether the wish was recorded: the next send finds out.
    return undefined;
  }
}
