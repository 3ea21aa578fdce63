import type { Blueprint } from '../../shared/blueprint/blueprint.ts';
import { aBlueprint } from './a-blueprint.ts';

/** The demo product, whose tenants can be changed and suspended; its Job runs for a create alone. */
export function anUpdatableProduct(): Blueprint {
  return aBlueprint({
    operations: ['update', 'suspend', 'resume'],
    steps: (context) => {
      const steps = aBlueprint().steps(context);
      if (context.kind === 'create' || context.kind === 'delete') return steps;
      return steps.filter(({ kind }) => kind === 'apply-objects' || kind === 'await-ready');
    },
  });
}
