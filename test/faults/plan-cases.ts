import { type Fault, faultsOf, type NumberedCall } from './fault.ts';
import { shuffled } from './random.ts';
import type { Scenario } from './scenarios.ts';

/** One fault at one call of one scenario. */
export interface FaultCase {
  readonly scenario: Scenario;
  readonly call: NumberedCall;
  readonly fault: Fault;
}

/** A scenario and the calls of its fault-free run. */
export interface CountedScenario {
  readonly scenario: Scenario;
  readonly calls: readonly NumberedCall[];
}

/** Every fault at every call. */
export function allCases(counted: readonly CountedScenario[]): readonly FaultCase[] {
  return counted.flatMap(({ scenario, calls }) =>
    calls.flatMap((call) => faultsOf(call).map((fault) => ({ scenario, call, fault }))),
  );
}

/**
 * So many cases, chosen by the random numbers alone: scenarios and their faults take turns, so that a
 * small sample has them all.
 */
export function sampleCases(
  cases: readonly FaultCase[],
  count: number,
  random: () => number,
): readonly FaultCase[] {
  const groups = new Map<string, FaultCase[]>();
  for (const each of shuffled(cases, random)) {
    const key = `${each.scenario.name} ${each.call.service} ${each.fault}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  const rounds = shuffled([...groups.values()], random);
  const longest = Math.max(0, ...rounds.map((group) => group.length));
  const inTurn = Array.from({ length: longest }, (_, round) =>
    rounds.flatMap((group) => group.slice(round, round + 1)),
  );
  return inTurn.flat().slice(0, count);
}

/** The name under which a case can be run again: `provision:POST /api/…#1:answer-lost`. */
export function caseName({ scenario, call, fault }: FaultCase): string {
  return `${scenario.name}:${call.name}:${fault}`;
}

/** The case of this name; the call may be given by its number too. Throws when there is none. */
export function findCase(cases: readonly FaultCase[], name: string): FaultCase {
  const found = cases.find(
    (each) =>
      caseName(each) === name || `${each.scenario.name}:${each.call.number}:${each.fault}` === name,
  );
  if (found === undefined) throw new Error(`Cannot find case "${name}" among ${cases.length}`);
  return found;
}
