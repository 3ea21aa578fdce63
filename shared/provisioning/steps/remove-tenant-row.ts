import type { RemoveTenantRow } from '../../blueprint/step-spec.ts';
import type { StepImplementation } from '../step-implementation.ts';
import { databaseOf } from './database-of.ts';

/** Removes the tenant's rows and role; what is gone, or another tenant's, is none of the tenant's. */
export const removeTenantRow: StepImplementation<RemoveTenantRow> = async (context, spec) => {
  const { tenantId, slug } = spec;
  await databaseOf(context).remove({ tenantId, slug, ownerId: context.tenant.id });
  return { kind: 'done' };
};
