import type { RemoveSealedValues } from '../../blueprint/step-spec.ts';
import type { StepImplementation } from '../step-implementation.ts';
import { systemOf } from './system-of.ts';

/** Empties the tenant's part of the vault, if it may have one. */
export const removeSealedValues: StepImplementation<RemoveSealedValues> = async (
  context,
  { isNeeded },
) => {
  const { systems, tenant } = context;
  // Without a vault no wish could bring values: there is nothing to remove.
  if (systems.vault === undefined && !isNeeded) return { kind: 'done', isSkipped: true };
  await systemOf(context, 'vault').remove(tenant.id);
  return { kind: 'done' };
};
