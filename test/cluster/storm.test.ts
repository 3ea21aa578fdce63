import { afterAll, describe, expect, inject, it } from 'vitest';
import { tenantLabel } from '../../shared/kubernetes/labels.ts';
import { strangerNamespace } from '../faults/platform-objects.ts';
import { createDirectApi } from '../faults/rig/direct-api.ts';
import { compareStorm } from '../faults/storm/compare-storm.ts';
import { waitUntil } from '../rig/wait-until.ts';
import { connectRig } from './rig/connect-rig.ts';

/** `npm run bench -- storm` does the same with 200. */
const tenants = 20;
const patienceMs = 240_000;

const rig = connectRig(inject('rig').dir);

/** Names of the tenants' namespaces. */
async function namespaces(): Promise<readonly string[]> {
  const selector = `labelSelector=${tenantLabel},tenantry.dev/product=faults`;
  const items = await createDirectApi(rig).list(`/api/v1/namespaces?${selector}`);
  return items.map(({ metadata }) => metadata.name ?? '');
}

afterAll(async () => {
  // Other tests look at everything that there is.
  for (const name of [...(await namespaces()), strangerNamespace]) {
    await rig.request({ method: 'DELETE', path: `/api/v1/namespaces/${name}` });
  }
  await waitUntil({
    what: 'the namespaces of the storm to be gone',
    limitMs: patienceMs,
    isDone: async () => (await namespaces()).length === 0,
  });
}, patienceMs);

describe('many tenants at once', () => {
  it('become active in a storm of failing calls and lost hints, each object created once', {
    timeout: patienceMs,
  }, async () => {
    const { calm, storm, missed } = await compareStorm(rig, { tenants, seed: 1 });

    expect(missed).toEqual([]);
    expect(calm.calls.failed).toBe(0);
    expect(storm.calls.failed).toBeGreaterThan(tenants / 4);
    expect(storm.hints.lost + storm.hints.doubled).toBeGreaterThan(0);
  });
});
