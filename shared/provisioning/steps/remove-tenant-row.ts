import type { RemoveTenantRow } from '../../blueprint/step-spec.ts';
import type { StepImplementation } from '../step-implementation.ts';
import { systemOf } from './system-of.ts';

/** Removes the tenant's rows and role; what is gone, or another tenant's, is none of the tenant's. */
export const removeTenantRow: StepImplementation<RemoveTenantRow> = async (context, spec) => {
  const { tenantId, slug } = spec;
  await systemOf(context, 'database').remove({ tenantId, slug, ownerId: context.tenant.id });
  return { kind: 'done' };
};
