import type { EnsureTenantRow } from '../../blueprint/step-spec.ts';
import type { StepImplementation } from '../step-implementation.ts';
import { systemOf } from './system-of.ts';

/** Brings the tables up to date and the tenant's row and role to what is wanted; both may be there. */
export const ensureTenantRow: StepImplementation<EnsureTenantRow> = async (context, { row }) => {
  const database = systemOf(context, 'database');
  await database.migrate();
  await database.put({ ...row, ownerId: context.tenant.id });
  return { kind: 'done' };
};
