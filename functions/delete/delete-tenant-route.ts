import { z } from 'zod';
import { deleteTenant } from '../../shared/use-cases/delete-tenant.ts';
import type { TenantWishPorts } from '../../shared/use-cases/tenant-wish.ts';
import { accepted, acceptedAnswer } from '../http/accepted.ts';
import { defineRoute } from '../http/route.ts';
import { tenantWishInput } from '../http/tenant-wish-input.ts';
import { planIdSchema, tenantParams } from '../schemas/common-schemas.ts';
import { tenantSchema } from '../schemas/tenant-schema.ts';
import { planProblems } from '../update/wish-problems.ts';

/** `DELETE /tenants/{id}`. */
export const deleteTenantRoute = defineRoute({
  operationId: 'deleteTenant',
  method: 'delete',
  path: '/tenants/{id}',
  tag: 'tenants',
  summary: 'Delete a tenant and all that it has',
  description:
    'Answers at once; repeated while the teardown goes on it answers the same. Afterwards the tenant is 410 for a while, then 404.',
  role: 'operator',
  isWish: true,
  hasIfMatch: true,
  params: tenantParams,
  query: z.strictObject({ plan_id: planIdSchema }),
  answers: {
    202: { ...acceptedAnswer, description: 'The tenant, deleting', schema: tenantSchema },
  },
  problems: [
    'tenant_not_found',
    'tenant_deleted',
    'generation_mismatch',
    'deletion_protected',
    ...planProblems,
  ],
  handle: async (ports: TenantWishPorts, call) =>
    accepted(await deleteTenant(ports, tenantWishInput(call, call.query.plan_id))),
});
