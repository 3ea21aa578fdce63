import { z } from 'zod';
import type { Blueprint, RenderContext, StepsContext } from '../../shared/blueprint/blueprint.ts';
import type { StepSpec } from '../../shared/blueprint/step-spec.ts';
import { aBlueprint } from './a-blueprint.ts';

const hourMs = 3_600_000;

/** How long a deleted tenant of the tier `pro` can be restored. */
export const softDeleteMs = 7 * 24 * hourMs;

/**
 * What makes the demo product one with a whole life: two versions, every operation, a host that
 * params choose, a param that never changes, soft deletion for the tier `pro`, and `greeting:
 * "burn"` for an update that cannot be undone.
 */
export function aLifecycleProduct(overrides: Partial<Blueprint> = {}): Partial<Blueprint> {
  const product: Partial<Blueprint> = {
    version: '2.0.0',
    params: z.strictObject({
      email: z.email().max(254),
      greeting: z.string().max(100).default('hello'),
      host: z.string().max(100).default(''),
    }),
    operations: ['update', 'upgrade', 'rollback', 'suspend', 'resume', 'restore'],
    immutableParams: ['email'],
    softDeleteMs: (tier) => (tier === 'pro' ? softDeleteMs : 0),
    claims: hostClaims,
    steps: lifecycleSteps,
    ...overrides,
  };
  return { ...product, former: [aBlueprint({ ...product, name: 'frappe', version: '1.0.0' })] };
}

function hostClaims({ tenant, params }: RenderContext): readonly string[] {
  return [`host:${String(params['host']) || `${tenant.slug}.demo.test`}`];
}

function lifecycleSteps(context: StepsContext): readonly StepSpec[] {
  const isIrreversible = context.params['greeting'] === 'burn';
  const steps = aBlueprint().steps(context);
  switch (context.kind) {
    case 'suspend':
    case 'resume':
    case 'restore':
    case 'repair':
      return steps
        .filter(({ kind }) => kind === 'apply-objects')
        .map((step) => ({ ...step, name: `${context.kind}-${step.name}` }));
    default:
      return steps.map((step) => (step.kind === 'run-job' ? { ...step, isIrreversible } : step));
  }
}
