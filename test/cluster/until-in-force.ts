import { waitUntil } from '../rig/wait-until.ts';
import type { ControlPlane } from './rig/connect-rig.ts';

const limitMs = 60_000;

/**
 * Waits until the API server goes by the role and the policy that were just applied: Tenantry may make
 * a namespace with the label and none without it; and may read `path`, if one is given.
 */
export async function untilInForce(rig: ControlPlane, path?: string): Promise<void> {
  const user = 'tenantry';
  const answerTo = async (labels: object) => {
    const body = { metadata: { name: 'probe', labels } };
    const all = '/api/v1/namespaces?dryRun=All';
    return (await rig.request({ method: 'POST', path: all, body, user })).status;
  };
  await waitUntil({
    what: 'role and policy to be in force',
    limitMs,
    isDone: async () =>
      (await answerTo({ 'tenantry.dev/managed': 'true' })) === 201 &&
      (await answerTo({})) === 403 &&
      (path === undefined || (await rig.request({ method: 'GET', path, user })).status === 200),
  });
}
