import type { Random } from '../../shared/ports/clock.ts';

/** One life of the program that ends with `kill -9`. */
export type Life =
  | { readonly kind: 'starting'; readonly killAfterMs: number }
  | {
      readonly kind: 'running';
      /** From the moment it listens to the moment the wishes are sent. */
      readonly wishesAfterMs: number;
      /** Numbers of the customers who send one. */
      readonly wishes: readonly number[];
      /** From there to the kill: short enough to fall among the answers. */
      readonly killAfterMs: number;
    };

/** When the program is killed, and who sends a wish when. */
export interface StagePlan {
  readonly lives: readonly Life[];
  /** Sent in the last life, which nobody ends: customers of a plan without a running life. */
  readonly calm: readonly number[];
}

export interface StageWanted {
  readonly kills: number;
  readonly customers: number;
}

/** How many kills meet a program that does not listen yet. */
const startingShare = 0.15;

const startingMsMax = 500;
const wishesAfterMsMax = 1_500;
const killAfterMsMax = 40;

/** Draws the moments of all kills and deals the customers out over the lives that come to listen. */
export function planStage({ kills, customers }: StageWanted, random: Random): StagePlan {
  const upTo = (most: number) => Math.floor(random() * (most + 1));
  const drawn = Array.from({ length: kills }, () => ({
    isStarting: random() < startingShare,
    startingMs: upTo(startingMsMax),
    wishesAfterMs: upTo(wishesAfterMsMax),
    killAfterMs: upTo(killAfterMsMax),
  }));
  const running = drawn.filter(({ isStarting }) => !isStarting);
  const numbers = Array.from({ length: customers }, (_, number) => number);
  const lives = drawn.map((draw): Life => {
    const { isStarting, startingMs, wishesAfterMs, killAfterMs } = draw;
    if (isStarting) return { kind: 'starting', killAfterMs: startingMs };
    const wishes = numbers.filter(
      (number) => running[Math.floor((number * running.length) / customers)] === draw,
    );
    return { kind: 'running', wishesAfterMs, wishes, killAfterMs };
  });
  return { lives, calm: running.length === 0 ? numbers : [] };
}
