import { afterEach, describe, expect, it } from 'vitest';
import type { StepFindings } from '../../../../shared/provisioning/step-result.ts';
import { applyObjects } from '../../../../shared/provisioning/steps/apply-objects.ts';
import {
  aLivingTenant,
  closeLivingTenants,
  deploymentOf,
  type Living,
} from '../../../fakes/living-tenant.ts';
import { aStepContext } from '../../../fakes/step-context.ts';

afterEach(closeLivingTenants);

/** What applying none of a living tenant's objects finds. */
async function applyNothing({ world, id }: Living, isPartial: boolean): Promise<object> {
  const notes: StepFindings[] = [];
  const note = (findings: StepFindings) => void notes.push(findings);
  const context = await aStepContext(world, id, { note });
  const spec = { kind: 'apply-objects', name: 'apply', deadlineMs: 1, objects: [] } as const;
  const { kind } = await applyObjects(context, { ...spec, isPartial });
  return { kind, notes };
}

describe('applyObjects()', () => {
  it('prunes what the inventory holds and is not among the objects', async () => {
    const living = await aLivingTenant();

    const outcome = await applyNothing(living, false);

    expect(outcome).toMatchObject({ kind: 'wait' });
  });

  it('prunes nothing when the objects are not all that is wanted', async () => {
    const living = await aLivingTenant();
    const before = await deploymentOf(living.world, 'web');

    const outcome = await applyNothing(living, true);

    expect(outcome).toEqual({ kind: 'done', notes: [] });
    expect(await deploymentOf(living.world, 'web')).toEqual(before);
  });
});
