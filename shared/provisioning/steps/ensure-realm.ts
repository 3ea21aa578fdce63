import type { EnsureRealm } from '../../blueprint/step-spec.ts';
import type { StepImplementation } from '../step-implementation.ts';
import { systemOf } from './system-of.ts';

/** Creates the tenant's realm in one call, or adds what was lost of it since. */
export const ensureRealm: StepImplementation<EnsureRealm> = async (context, spec) => {
  const realms = systemOf(context, 'realms');
  const wanted = { ...spec.realm, tenantId: context.tenant.id };
  const found = await realms.find(wanted);
  if (found === undefined) await realms.create(wanted);
  else if (found.missing.length > 0) await realms.complete(wanted);
  return { kind: 'done' };
};
