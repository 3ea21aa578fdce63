import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../fakes/seeded-random.ts';
import type { ArrivedCall } from '../call-gate.ts';
import { createStormGate } from './storm-gate.ts';
import { calm, storm, stormFaults } from './weather.ts';

const calls = 20_000;
const call: ArrivedCall = {
  service: 'cluster',
  title: 'POST /api/v1/namespaces/demo/secrets/acme',
  isWrite: true,
  target: '/api/v1/namespaces/demo/secrets/acme',
  isRead: false,
};

describe('createStormGate()', () => {
  it('has the share of calls fail that the weather says, each fault as often as the others', () => {
    const gate = createStormGate(storm, seededRandom(1));

    const met = Array.from({ length: calls }, () => gate.admit(call));

    expect(gate.counts.calls).toBe(calls);
    expect(gate.counts.failed / calls).toBeCloseTo(storm.failedCalls, 2);
    for (const fault of stormFaults) {
      const times = met.filter((each) => each === fault).length;
      expect(times / gate.counts.failed).toBeCloseTo(1 / stormFaults.length, 1);
    }
  });

  it('lets every call through in calm weather', () => {
    const gate = createStormGate(calm, seededRandom(1));

    const met = Array.from({ length: calls }, () => gate.admit(call));

    expect(met.filter((fault) => fault !== undefined)).toEqual([]);
    expect(gate.counts).toEqual({ calls, failed: 0 });
  });

  it('counts what was created twice', () => {
    const gate = createStormGate(storm, seededRandom(1));

    gate.noteCreated(call);
    gate.noteCreated(call);

    expect([...gate.created]).toEqual([[call.title, 2]]);
  });
});
