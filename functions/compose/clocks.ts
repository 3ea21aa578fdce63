import type { Clock } from '../../shared/ports/clock.ts';

/** The wall clock: the time of logs, tokens and the embedded store, which all processes of one machine share. */
export const wallClock: Clock = { now: () => Date.now() };

/** For budgets and durations: never steps back. */
export const steadyClock: Clock = {
  now: () => Math.floor(performance.timeOrigin + performance.now()),
};
