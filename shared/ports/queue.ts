import type { NewDeadLetter } from '../tenant/dead-letter.ts';

/** A hint that a tenant wants to be looked at. The record is the queue: a hint may be lost or repeated. */
export interface WorkHint {
  readonly schema: 1;
  readonly tenant_id: string;
}

/** Carries hints to the engine, at least once, in any order. */
export interface Queue {
  /** Rejects with `queue_unavailable` when the hint was not accepted. */
  publish(hint: WorkHint): Promise<void>;
  ping(): Promise<void>;
}

/** What a queue calls for each hint. Rejecting means: deliver it again later. */
export type HintHandler = (hint: WorkHint) => Promise<void>;

/**
 * What a queue calls for a message that no delivery could end, at least once. Rejecting means: tell it
 * again later.
 */
export type DeadLetterHandler = (letter: NewDeadLetter) => Promise<void>;
