import { describe, expect, inject, it } from 'vitest';
import { compareStorm } from '../faults/storm/compare-storm.ts';
import { connectRig } from './rig/connect-rig.ts';

/** `npm run bench -- storm` does the same with 200. */
const tenants = 20;

describe('many tenants at once', () => {
  it('become active in a storm of failing calls and lost hints, each object created once', async () => {
    const rig = connectRig(inject('rig').dir);

    const { calm, storm, missed } = await compareStorm(rig, { tenants, seed: 1 });

    expect(missed).toEqual([]);
    expect(calm.calls.failed).toBe(0);
    expect(storm.calls.failed).toBeGreaterThan(tenants / 4);
    expect(storm.hints.lost + storm.hints.doubled).toBeGreaterThan(0);
  });
});
