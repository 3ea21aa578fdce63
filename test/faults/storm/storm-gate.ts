import type { Random } from '../../../shared/ports/clock.ts';
import type { CallGate } from '../call-gate.ts';
import { stormFaults, type Weather } from './weather.ts';

/** Stands before every call to the API server: counts it, and has a share of them fail. */
export interface StormGate extends Pick<CallGate, 'admit' | 'noteCreated'> {
  readonly counts: { calls: number; failed: number };
  /** How often each object was created, by the call that did it. */
  readonly created: ReadonlyMap<string, number>;
}

/** Which calls fail follows from the random numbers alone. */
export function createStormGate({ failedCalls }: Weather, random: Random): StormGate {
  const counts = { calls: 0, failed: 0 };
  const created = new Map<string, number>();
  return {
    counts,
    created,
    admit: () => {
      counts.calls += 1;
      if (random() >= failedCalls) return undefined;
      counts.failed += 1;
      return stormFaults[Math.floor(random() * stormFaults.length)];
    },
    noteCreated: ({ title }) => created.set(title, (created.get(title) ?? 0) + 1),
  };
}
