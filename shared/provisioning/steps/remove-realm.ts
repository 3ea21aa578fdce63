import type { RemoveRealm } from '../../blueprint/step-spec.ts';
import type { StepImplementation } from '../step-implementation.ts';
import { realmsOf } from './realms-of.ts';

/** Removes the tenant's realm; one that is gone or somebody else's is none of the tenant's. */
export const removeRealm: StepImplementation<RemoveRealm> = async (context, { realm }) => {
  await realmsOf(context).remove(realm, context.tenant.id);
  return { kind: 'done' };
};
