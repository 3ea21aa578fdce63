import { describe, expect, it } from 'vitest';
import { clusterFaults, grpcFaults, type NumberedCall } from './fault.ts';
import { allCases, caseName, findCase, sampleCases } from './plan-cases.ts';
import { createRandom } from './random.ts';
import { scenarios } from './scenarios.ts';

const read: NumberedCall = { number: 1, name: 'GET /a#1', service: 'cluster', isReadAgain: false };
const again: NumberedCall = { number: 2, name: 'GET /a#2', service: 'cluster', isReadAgain: true };
const commit: NumberedCall = {
  number: 3,
  name: 'Firestore.Commit(tenants)#1',
  service: 'store',
  isReadAgain: false,
};
const counted = scenarios.map((scenario) => ({ scenario, calls: [read, again, commit] }));
const cases = allCases(counted);

describe('allCases()', () => {
  it('has every fault meet every call, and replays only what was read before', () => {
    const each = 2 * clusterFaults.length - 1 + grpcFaults.length;

    expect(cases).toHaveLength(scenarios.length * each);
    expect(cases.filter(({ fault }) => fault === 'stale-read').map(({ call }) => call)).toEqual(
      scenarios.map(() => again),
    );
  });
});

describe('sampleCases()', () => {
  it('chooses the same cases for the same seed, and others for another', () => {
    const [one, same, other] = [1, 1, 2].map((seed) => sampleCases(cases, 40, createRandom(seed)));

    expect(one).toEqual(same);
    expect(one).not.toEqual(other);
    expect(one).toHaveLength(40);
  });

  it('has every fault of every scenario once before any comes twice', () => {
    const kinds = scenarios.length * (clusterFaults.length + grpcFaults.length);

    const sample = sampleCases(cases, kinds, createRandom(3));

    expect(new Set(sample.map((each) => `${each.scenario.name} ${each.fault}`)).size).toBe(
      new Set(cases.map((each) => `${each.scenario.name} ${each.fault}`)).size,
    );
  });

  it('chooses no case twice', () => {
    const sample = sampleCases(cases, cases.length, createRandom(4));

    expect(new Set(sample)).toEqual(new Set(cases));
    expect(sample).toHaveLength(cases.length);
  });
});

describe('findCase()', () => {
  it('finds a case by the name or the number of its call', () => {
    const [first] = cases;
    if (first === undefined) throw new Error('No cases');

    expect(findCase(cases, caseName(first))).toBe(first);
    expect(findCase(cases, `${first.scenario.name}:1:${first.fault}`)).toBe(first);
  });

  it('refuses a case that there is not', () => {
    expect(() => findCase(cases, 'provision:99:hang')).toThrow('Cannot find case');
  });
});
