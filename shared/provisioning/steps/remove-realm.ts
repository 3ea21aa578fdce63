import type { RemoveRealm } from '../../blueprint/step-spec.ts';
import type { StepImplementation } from '../step-implementation.ts';
import { systemOf } from './system-of.ts';

/** Removes the tenant's realm; one that is gone or somebody else's is none of the tenant's. */
export const removeRealm: StepImplementation<RemoveRealm> = async (context, { realm }) => {
  await systemOf(context, 'realms').remove(realm, context.tenant.id);
  return { kind: 'done' };
};
